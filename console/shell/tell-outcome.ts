import { ApiProblem } from '../../adapters/api/problem.ts';
import { problemText } from '../logic/problem-text.ts';
import { useWords } from '../words/words.tsx';
import { tell } from './notices.tsx';

/** Handlers of a mutation that tell its outcome above the page: `mutate(what, tellOutcome('It is paused.'))`. */
export function useTellOutcome() {
  const words = useWords();
  return (success: string) => ({
    onSuccess: () => tell({ type: 'success', text: success }),
    onError: (error: Error) => {
      const text = error instanceof ApiProblem ? problemText(error, words) : words.problems.unreachable;
      tell({ type: 'error', text });
    },
  });
}
