import Alert from '@cloudscape-design/components/alert';
import { useFormProblem } from '../../api/problems.ts';
import { useWords } from '../../words/words.tsx';

/** Fields that show their own faults. */
const SHOWN = ['/name', '/subject', '/html', '/text'];

/** Why it could not be saved or shown; faults of fields stand at the fields. */
export function CallFailed({ error }: { error: Error | null }) {
  const words = useWords();
  const text = useFormProblem(error, SHOWN);
  if (text === undefined) return null;
  return (
    <Alert type="error" header={words.problems.title}>
      {text}
    </Alert>
  );
}
