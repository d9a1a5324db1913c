import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeliveries, useRedeliver, type WebhookDelivery } from '../../api/webhooks.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';
import { Actions } from './actions.tsx';

const LOOKS: Record<WebhookDelivery['status'], StatusIndicatorProps.Type> = {
  pending: 'pending',
  delivered: 'success',
  failed: 'error',
};

/** What one webhook was told in the last 30 days, and what became of it. */
export function Deliveries({ id }: { id: string }) {
  const { deliveries: words } = useWords().settings;
  const { cursor } = useSearch({ from: '/signed-in/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const { data, error, refetch } = useDeliveries(id, cursor);
  const columns = useColumns(id);
  const pages = useCursorPages({
    cursor,
    next: data?.nextCursor,
    filter: id,
    go: (next) => void navigate({ search: { tab: 'webhooks', webhook: id, cursor: next } }),
  });
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Actions why={words.why}>
        <Link href="/console/settings?tab=webhooks">{words.back}</Link>
      </Actions>
      <DataTable
        label={words.list}
        items={data?.items}
        idOf={({ deliveryId }) => deliveryId}
        columns={columns}
        pagination={pages}
        empty={<Empty title={words.empty} why={words.emptyWhy} />}
      />
    </>
  );
}

function useColumns(id: string): [Column<WebhookDelivery>, ...Column<WebhookDelivery>[]] {
  const { settings, common } = useWords();
  const { deliveries: words } = settings;
  const { mutate, isPending } = useRedeliver(id);
  const tellOutcome = useTellOutcome();
  return [
    { id: 'event', header: words.event, cell: ({ event }) => event },
    { id: 'at', header: words.at, cell: ({ at }) => <Time at={at} /> },
    {
      id: 'status',
      header: words.status,
      cell: ({ status }) => <StatusIndicator type={LOOKS[status]}>{words.statuses[status]}</StatusIndicator>,
    },
    { id: 'attempts', header: words.attempts, cell: ({ attempts }) => attempts },
    {
      id: 'next',
      header: words.next,
      cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '–' : <Time at={nextAttemptAt} />),
    },
    { id: 'answer', header: words.answer, cell: ({ answer }) => <bdi>{answer ?? '–'}</bdi> },
    {
      id: 'actions',
      header: common.actions,
      cell: (delivery) => (
        <Button
          variant="inline-link"
          disabled={isPending}
          ariaLabel={words.againOf(delivery.event)}
          onClick={() => mutate(delivery, tellOutcome(words.sentAgain))}
        >
          {words.again}
        </Button>
      ),
    },
  ];
}
