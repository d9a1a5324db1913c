import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Task } from '../api/answers.ts';
import { isParked, type Standing } from '../logic/task-state.ts';
import { useWords } from '../words/words.tsx';

const LOOKS: Record<Task['status'], StatusIndicatorProps.Type> = {
  waiting: 'pending',
  preparing: 'loading',
  sending: 'in-progress',
  paused: 'stopped',
  error: 'error',
  finished: 'success',
  cancelled: 'stopped',
};

/** The one look of each status. What is parked goes on by itself, and has a color of its own. */
export function Status({ task }: { task: Standing }) {
  const words = useWords().task;
  if (isParked(task)) {
    return (
      <StatusIndicator type="pending" colorOverride="yellow">
        {words.statuses.paused} ({words.parked})
      </StatusIndicator>
    );
  }
  return <StatusIndicator type={LOOKS[task.status]}>{words.statuses[task.status]}</StatusIndicator>;
}
