import { ApiProblem } from '../../adapters/api/problem.ts';
import { problemText, restOf } from '../logic/problem-text.ts';
import { useWords } from '../words/words.tsx';

/** What a form or page shows of the error of a call. */
export interface ShownProblem {
  /** For the whole, in a sentence; undefined without an error. */
  text: string | undefined;
  /** The fault of one field, by the JSON Pointer of the request's body: `errorAt('/listId')`. */
  errorAt(pointer: string): string | undefined;
  /** The faults of all other fields. */
  restBut(pointers: readonly string[]): string[];
}

export function useProblem(error: Error | null): ShownProblem {
  const words = useWords();
  if (error === null) return { text: undefined, errorAt: () => undefined, restBut: () => [] };
  if (!(error instanceof ApiProblem)) {
    return { text: words.problems.unreachable, errorAt: () => undefined, restBut: () => [] };
  }
  return {
    text: problemText(error, words),
    errorAt: (pointer) => error.errors.find(({ path }) => path === pointer)?.message,
    restBut: (pointers) => restOf(error, pointers),
  };
}

/** What a form says above its buttons: nothing where each fault stands at its field. `fields`: their pointers. */
export function useFormProblem(error: Error | null, fields: readonly string[]): string | undefined {
  const { text, errorAt, restBut } = useProblem(error);
  const rest = restBut(fields);
  if (rest.length > 0) return rest.join(' ');
  return fields.some((field) => errorAt(field) !== undefined) ? undefined : text;
}
