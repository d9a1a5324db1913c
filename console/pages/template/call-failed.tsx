import Alert from '@cloudscape-design/components/alert';
import { useProblem } from '../../api/problems.ts';
import { useWords } from '../../words/words.tsx';

/** Fields that show their own faults. */
const SHOWN = ['/name', '/subject', '/html', '/text'];

/** Why it could not be saved or shown; faults of fields stand at the fields. */
export function CallFailed({ error }: { error: Error | null }) {
  const words = useWords();
  const problem = useProblem(error);
  const isAtField = SHOWN.some((path) => problem.errorAt(path) !== undefined);
  const rest = problem.restBut(SHOWN);
  if (error === null || (isAtField && rest.length === 0)) return null;
  return (
    <Alert type="error" header={words.problems.title}>
      {isAtField || rest.length > 0 ? rest.join(' ') : problem.text}
    </Alert>
  );
}
