import { ApiProblem } from '../../../adapters/api/problem.ts';
import { useProblem } from '../../api/problems.ts';
import { faultAt } from '../../logic/task-form.ts';
import { FIELDS } from './field-props.ts';

/** The faults of an error, each at its field; `text` is of those that no field shows. */
export function useFaults(error: Error | null): {
  errorAt: (pointer: string) => string | undefined;
  text: string | undefined;
} {
  const { text } = useProblem(error);
  const faults = error instanceof ApiProblem ? error.errors : [];
  const rest = faults.filter((fault) => FIELDS.every((field) => faultAt([fault], field) === undefined));
  return {
    errorAt: (pointer) => faultAt(faults, pointer),
    text: faults.length === 0 ? text : rest.length === 0 ? undefined : rest.map(({ message }) => message).join(' '),
  };
}
