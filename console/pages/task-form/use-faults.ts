import { useFormProblem, useProblem } from '../../api/problems.ts';
import { FIELDS } from './field-props.ts';

/** The faults of an error, each at its field; `text` is of those that no field shows. */
export function useFaults(error: Error | null): {
  errorAt: (pointer: string) => string | undefined;
  text: string | undefined;
} {
  return { errorAt: useProblem(error).errorAt, text: useFormProblem(error, FIELDS) };
}
