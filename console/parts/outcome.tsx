import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { RunRecipient } from '../api/answers.ts';
import { useWords } from '../words/words.tsx';

const LOOKS: Record<RunRecipient['outcome'], StatusIndicatorProps.Type> = {
  sent: 'success',
  failed: 'error',
  skipped: 'stopped',
  unknown: 'warning',
};

/** The one look of each outcome, always with its word. */
export function Outcome({ of }: { of: RunRecipient['outcome'] }) {
  const { outcomes } = useWords().task;
  return <StatusIndicator type={LOOKS[of]}>{outcomes[of]}</StatusIndicator>;
}
