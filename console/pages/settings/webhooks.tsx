import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useDeleteWebhook, usePauseWebhook, useTestWebhook, useWebhooks, type Webhook } from '../../api/webhooks.ts';
import type { Column } from '../../parts/data-table.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';
import { AdminList } from './admin-list.tsx';
import { Ask } from './ask.tsx';
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
  const [deleting, setDeleting] = useState<Webhook>();
  const page = useWebhooks(cursor);
  const columns = useColumns(setDeleting);
  return (
    <>
      <AdminList
        tab="webhooks"
        words={words}
        page={page}
        idOf={({ webhookId }) => webhookId}
        columns={columns}
        form={(onClose) => <MakeWebhook onClose={onClose} />}
      />
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
  return (
    <Ask
      of={of}
      call={useDeleteWebhook()}
      title={words.deleteTitle}
      why={words.deleteWhy(of.url)}
      confirm={words.delete}
      keep={words.keep}
      done={words.deleted}
      onClose={onClose}
    />
  );
}
