import { useForgetMails } from '../../api/mail.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useWords } from '../../words/words.tsx';

export function ForgetMails({ onClose }: { onClose: () => void }) {
  const { inbox: words } = useWords();
  const { mutate, isPending, error } = useForgetMails();
  return (
    <Confirm
      title={words.forgetTitle}
      confirm={words.forgetConfirm}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(undefined, { onSuccess: onClose })}
      onKeep={onClose}
    >
      {words.forgetWhy}
    </Confirm>
  );
}
