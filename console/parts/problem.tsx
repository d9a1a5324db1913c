import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { useProblem } from '../api/problems.ts';
import { useWords } from '../words/words.tsx';
import { TaskLinks } from './task-links.tsx';

/** In place of what could not be read. */
export function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const words = useWords();
  return (
    <Alert
      type="error"
      header={words.problems.title}
      action={<Button onClick={onRetry}>{words.common.tryAgain}</Button>}
    >
      <ProblemDetails error={error} />
    </Alert>
  );
}

/** What went wrong, until when to wait, and which tasks stand in the way. */
export function ProblemDetails({ error }: { error: Error }) {
  const words = useWords().problems;
  const { text } = useProblem(error);
  const usedBy = error instanceof ApiProblem ? error.usedBy : [];
  return (
    <>
      {text}
      {usedBy.length > 0 && (
        <div>
          {words.usedBy}
          <TaskLinks tasks={usedBy} />
        </div>
      )}
    </>
  );
}
