import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Domain } from '../api/answers.ts';
import { useWords } from '../words/words.tsx';

const LOOKS: Record<Domain['status'], StatusIndicatorProps.Type> = {
  pending: 'pending',
  verified: 'success',
  failed: 'error',
};

/** Whether mail may be sent from a domain. */
export function DomainStatus({ status }: Pick<Domain, 'status'>) {
  const { statuses } = useWords().domains;
  return <StatusIndicator type={LOOKS[status]}>{statuses[status]}</StatusIndicator>;
}
