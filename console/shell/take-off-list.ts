import type { Recipient } from '../api/answers.ts';
import { useAddMembers, useRemoveMember } from '../api/lists.ts';
import { useWords } from '../words/words.tsx';
import { tell } from './notices.tsx';
import { useTellOutcome } from './tell-outcome.tsx';

/** Takes a recipient off a list, and offers the way back. */
export function useTakeOffList(listId: string, member: Recipient): { takeOff: () => void; isPending: boolean } {
  const { readers: words } = useWords().lists;
  const removal = useRemoveMember(listId);
  const addition = useAddMembers(listId);
  const tellOutcome = useTellOutcome();
  const putBack = (): void =>
    addition.mutate(
      { recipients: [member], idempotencyKey: crypto.randomUUID() },
      tellOutcome(words.backAgain(member.email)),
    );
  const takeOff = (): void =>
    removal.mutate(member.email, {
      ...tellOutcome(''),
      onSuccess: () =>
        tell({ type: 'success', text: words.removed(member.email), undo: { text: words.undo, run: putBack } }),
    });
  return { takeOff, isPending: removal.isPending };
}
