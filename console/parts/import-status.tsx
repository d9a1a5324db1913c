import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Import } from '../api/answers.ts';
import { useWords } from '../words/words.tsx';

const LOOKS: Record<Import['status'], StatusIndicatorProps.Type> = {
  waiting: 'pending',
  running: 'in-progress',
  finished: 'success',
  failed: 'error',
};

export function ImportStatus({ shown: { status } }: { shown: Pick<Import, 'status'> }) {
  const { statuses } = useWords().lists.imports;
  return <StatusIndicator type={LOOKS[status]}>{statuses[status]}</StatusIndicator>;
}
