import { type NewSuppression, useSuppress, useUnsuppress } from '../api/suppressions.ts';
import { useWords } from '../words/words.tsx';
import { tell } from './notices.tsx';
import { useTellOutcome } from './tell-outcome.tsx';

/** Tells that somebody may be mailed again, and offers the way back. */
export function useTellFreed(): (freed: NewSuppression) => void {
  const { lists, suppressions: words } = useWords();
  const { mutate } = useSuppress();
  const tellOutcome = useTellOutcome();
  return (freed) => {
    const run = (): void => mutate([freed], tellOutcome(words.added(1)));
    tell({ type: 'success', text: words.freed(freed.email), undo: { text: lists.readers.undo, run } });
  };
}

/** Suppresses one address that is not suppressed, and offers the way back. */
export function useNeverMail(email: string): { neverMail: () => void; isPending: boolean } {
  const { lists, suppressions: words } = useWords();
  const addition = useSuppress();
  const removal = useUnsuppress();
  const tellOutcome = useTellOutcome();
  const suppression: NewSuppression = { email, reason: 'manual', domain: null };
  const run = (): void => removal.mutate(suppression, tellOutcome(words.freed(email)));
  const neverMail = (): void =>
    addition.mutate([suppression], {
      ...tellOutcome(''),
      onSuccess: () => tell({ type: 'success', text: words.added(1), undo: { text: lists.readers.undo, run } }),
    });
  return { neverMail, isPending: addition.isPending };
}
