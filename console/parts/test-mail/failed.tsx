import Alert from '@cloudscape-design/components/alert';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import { useFormProblem } from '../../api/problems.ts';
import { useWords } from '../../words/words.tsx';
import { Time } from '../time.tsx';

/** Why nothing was sent, unless a field says it. `fields`: the pointers of those that do. */
export function NotSent({ error, fields }: { error: Error | null; fields: readonly string[] }) {
  const words = useWords();
  const text = useFormProblem(error, fields);
  if (error instanceof ApiProblem && error.code === 'quota-used-up') {
    return (
      <Alert type="warning" header={words.sendTest.quotaUsedUp}>
        {error.resumesAt !== null && (
          <>
            {words.sendTest.resumesAt} <Time at={error.resumesAt} />
          </>
        )}
      </Alert>
    );
  }
  if (text === undefined) return null;
  return (
    <Alert type="error" header={words.problems.title}>
      {text}
    </Alert>
  );
}
