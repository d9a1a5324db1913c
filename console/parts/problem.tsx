import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useProblem } from '../api/problems.ts';
import { useWords } from '../words/words.tsx';

/** In place of what could not be read. */
export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = useWords();
  const { text } = useProblem(error);
  return (
    <Alert
      type="error"
      header={words.problems.title}
      action={<Button onClick={onRetry}>{words.common.tryAgain}</Button>}
    >
      {text}
    </Alert>
  );
}
