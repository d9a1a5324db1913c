import { useProblemText } from '../api/problems.ts';
import { tell } from './notices.tsx';

/** Handlers of a mutation that tell its outcome above the page: `mutate(what, tellOutcome('It is paused.'))`. */
export function useTellOutcome() {
  const problemText = useProblemText();
  return (success: string) => ({
    onSuccess: () => tell({ type: 'success', text: success }),
    onError: (error: Error) => tell({ type: 'error', text: problemText(error) }),
  });
}
