import type { UseMutationResult } from '@tanstack/react-query';
import { Confirm } from '../../parts/confirm.tsx';
import { tell } from '../../shell/notices.tsx';

interface AskProps<Item> {
  of: Item;
  call: Pick<UseMutationResult<unknown, Error, Item>, 'mutate' | 'isPending' | 'error'>;
  title: string;
  why: string;
  confirm: string;
  keep: string;
  /** Told above the page once it is done. */
  done: string;
  onClose: () => void;
}

/** Asks before something is done to an item of a list, and tells that it is. */
export function Ask<Item>({ of, call, title, why, confirm, keep, done, onClose }: AskProps<Item>) {
  const onSuccess = (): void => {
    tell({ type: 'success', text: done });
    onClose();
  };
  return (
    <Confirm
      title={title}
      confirm={confirm}
      keep={keep}
      isPending={call.isPending}
      error={call.error}
      onConfirm={() => call.mutate(of, { onSuccess })}
      onKeep={onClose}
    >
      {why}
    </Confirm>
  );
}
