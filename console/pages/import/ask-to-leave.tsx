import { useBlocker } from '@tanstack/react-router';
import { Confirm } from '../../parts/confirm.tsx';
import { useWords } from '../../words/words.tsx';

/** Asks before a file that is being sent is left behind. */
export function AskToLeave({ isSending }: { isSending: boolean }) {
  const words = useWords().imports;
  const blocker = useBlocker({
    // The page's own address changes when the import is made.
    shouldBlockFn: ({ current, next }) => isSending && current.pathname !== next.pathname,
    enableBeforeUnload: isSending,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Confirm
      title={words.leaveTitle}
      confirm={words.leave}
      keep={words.stay}
      isPending={false}
      error={null}
      onConfirm={blocker.proceed}
      onKeep={blocker.reset}
    >
      {words.leaveWhy}
    </Confirm>
  );
}
