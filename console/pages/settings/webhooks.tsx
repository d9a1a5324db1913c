import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useDeleteWebhook, usePauseWebhook, useTestWebhook, useWebhooks, type Webhook } from '../../api/webhooks.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { tell } from '../../shell/notices.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.ts';
import { useWords } from '../../words/words.tsx';
import { Actions } from './actions.tsx';
import { Deliveries } from './deliveries.tsx';
import { MakeWebhook } from './make-webhook.tsx';

/** Programs that are told what happens; or the deliveries to one of them. */
export function WebhookSettings() {
  const { webhook } = useSearch({ from: '/signed-in/settings' });
  return webhook === undefined ? <Webhooks /> : <Deliveries id={webhook} />;
}

function Webhooks() {
  const { webhooks: words } = useWords().settings;
  const { cursor } = useSearch({ from: '/signed-in/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const [isMaking, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<Webhook>();
  const { data, error, refetch } = useWebhooks(cursor);
  const columns = useColumns(setDeleting);
  const pages = useCursorPages({
    cursor,
    next: data?.nextCursor,
    filter: 'webhooks',
    go: (next) => void navigate({ search: { tab: 'webhooks', cursor: next } }),
  });
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Actions why={words.why}>
        <Button variant="primary" onClick={() => setMaking(true)}>
          {words.make}
        </Button>
      </Actions>
      <DataTable
        label={words.list}
        items={data?.items}
        idOf={({ webhookId }) => webhookId}
        columns={columns}
        pagination={pages}
        empty={<Empty title={words.empty} why={words.emptyWhy} />}
      />
      {isMaking && <MakeWebhook onClose={() => setMaking(false)} />}
      {deleting && <DeleteWebhook of={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}

function useColumns(onDelete: (webhook: Webhook) => void): [Column<Webhook>, ...Column<Webhook>[]] {
  const { settings, common } = useWords();
  const { webhooks: words } = settings;
  return [
    {
      id: 'url',
      header: words.url,
      minWidth: 240,
      cell: ({ webhookId, url, description }) => (
        <>
          <Link href={`/console/settings?tab=webhooks&webhook=${webhookId}`}>
            <bdi>{url}</bdi>
          </Link>
          {description !== null && (
            <Box variant="small">
              <bdi>{description}</bdi>
            </Box>
          )}
        </>
      ),
    },
    {
      id: 'state',
      header: words.state,
      cell: ({ paused }) => (
        <StatusIndicator type={paused ? 'stopped' : 'success'}>{paused ? words.paused : words.active}</StatusIndicator>
      ),
    },
    { id: 'events', header: words.events, minWidth: 200, cell: ({ events }) => events.join(', ') },
    { id: 'actions', header: common.actions, cell: (webhook) => <Menu webhook={webhook} onDelete={onDelete} /> },
  ];
}

function Menu({ webhook, onDelete }: { webhook: Webhook; onDelete: (webhook: Webhook) => void }) {
  const { settings, common } = useWords();
  const { webhooks: words } = settings;
  const pause = usePauseWebhook();
  const test = useTestWebhook();
  const tellOutcome = useTellOutcome();
  const { webhookId, paused, url } = webhook;
  const acts: Record<string, () => void> = {
    test: () => test.mutate(webhook, tellOutcome(words.tested)),
    pause: () => pause.mutate({ webhookId, paused: !paused }, tellOutcome(paused ? words.nowActive : words.nowPaused)),
    delete: () => onDelete(webhook),
  };
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={common.actionsOf(url)}
      loading={pause.isPending || test.isPending}
      items={[
        { id: 'test', text: words.test },
        { id: 'pause', text: paused ? words.goOn : words.pause },
        { id: 'delete', text: words.delete },
      ]}
      onItemClick={({ detail }) => acts[detail.id]?.()}
    />
  );
}

function DeleteWebhook({ of, onClose }: { of: Webhook; onClose: () => void }) {
  const { webhooks: words } = useWords().settings;
  const { mutate, isPending, error } = useDeleteWebhook();
  const onSuccess = (): void => {
    tell({ type: 'success', text: words.deleted });
    onClose();
  };
  return (
    <Confirm
      title={words.deleteTitle}
      confirm={words.delete}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(of, { onSuccess })}
      onKeep={onClose}
    >
      {words.deleteWhy(of.url)}
    </Confirm>
  );
}
