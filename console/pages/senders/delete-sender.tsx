import { useDeleteSender } from '../../api/senders.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

export function DeleteSender({ address, onClose }: { address: string; onClose: () => void }) {
  const { senders: words } = useWords();
  const { mutate, isPending, error } = useDeleteSender();
  const remove = (): void =>
    mutate(address, {
      onSuccess: () => {
        tell({ type: 'success', text: words.removed(address) });
        onClose();
      },
    });
  return (
    <Confirm
      title={words.removeAsk(address)}
      confirm={words.remove}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={remove}
      onKeep={onClose}
    >
      {words.removeWhy}
    </Confirm>
  );
}
