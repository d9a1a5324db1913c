import { ProblemDetails } from '../parts/problem.tsx';
import { tell } from './notices.tsx';

/** Handlers of a mutation that tell its outcome above the page: `mutate(what, tellOutcome('It is paused.'))`. */
export const useTellOutcome = () => (success: string) => ({
  onSuccess: () => tell({ type: 'success', text: success }),
  onError: (error: Error) => tell({ type: 'error', text: <ProblemDetails error={error} /> }),
});
