import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Recipient } from '../api/answers.ts';
import { useWords } from '../words/words.tsx';

const LOOKS: Record<Recipient['outcome'], StatusIndicatorProps.Type> = {
  sent: 'success',
  failed: 'error',
  skipped: 'stopped',
  unknown: 'warning',
};

/** The one look of each outcome, always with its word. */
export function Outcome({ of }: { of: Recipient['outcome'] }) {
  const { outcomes } = useWords().task;
  return <StatusIndicator type={LOOKS[of]}>{outcomes[of]}</StatusIndicator>;
}
