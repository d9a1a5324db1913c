import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { Domain, Sender } from '../../api/answers.ts';
import { useDomains } from '../../api/domains.ts';
import { useSenders } from '../../api/senders.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { domainOf } from '../../logic/domain-of.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { DomainStatus } from '../../parts/domain-status.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';
import { DeleteSender } from './delete-sender.tsx';
import { SenderModal } from './sender-modal.tsx';

const PAGE_SIZE = 50;

export const sendersSearch = z.object({ cursor: z.catch(z.optional(z.string()), undefined) });

/** What the page is asked to do with a sender; without one, a new one is made. */
type Open = { kind: 'edit'; sender?: Sender } | { kind: 'delete'; sender: Sender };

/** Addresses that have a name or an address for replies of their own. */
export function SendersPage() {
  const words = useWords();
  const { cursor } = useSearch({ from: '/signed-in/senders' });
  const navigate = useNavigate({ from: '/senders' });
  const [open, setOpen] = useState<Open>();
  const { data, error, refetch } = useSenders({ cursor, limit: PAGE_SIZE });
  const domains = useDomains().data;
  const columns = useColumns(domains, setOpen);
  const pagination = useCursorPages({
    cursor,
    next: data?.nextCursor,
    filter: '',
    go: (next) => void navigate({ search: { cursor: next } }),
  });
  const add = <AddButton onAdd={() => setOpen({ kind: 'edit' })} />;
  const close = () => setOpen(undefined);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <SpaceBetween size="l">
      <DataTable
        title={words.senders.title}
        label={words.senders.title}
        actions={add}
        filter={<Alert type="info">{words.senders.notNeeded}</Alert>}
        items={data?.items}
        idOf={({ address }) => address}
        columns={columns}
        pagination={pagination}
        empty={<Empty title={words.senders.empty} why={words.senders.notNeeded} action={add} />}
      />
      {open?.kind === 'edit' && <SenderModal sender={open.sender} domains={domains ?? []} onClose={close} />}
      {open?.kind === 'delete' && <DeleteSender address={open.sender.address} onClose={close} />}
    </SpaceBetween>
  );
}

function AddButton({ onAdd }: { onAdd: () => void }) {
  const words = useWords();
  const may = mayDo(useSignedIn().role, 'admin');
  return (
    <Button
      variant="primary"
      disabled={!may}
      {...(!may && { disabledReason: words.needsRole(words.roles.admin) })}
      onClick={onAdd}
    >
      {words.senders.add}
    </Button>
  );
}

function useColumns(
  domains: readonly Domain[] | undefined,
  onOpen: (open: Open) => void,
): readonly [Column<Sender>, ...Column<Sender>[]] {
  const words = useWords();
  const { columns } = words.senders;
  const statusOf = (address: string) => domains?.find(({ domain }) => domain === domainOf(address))?.status;
  return [
    { id: 'address', header: columns.address, minWidth: 220, cell: ({ address }) => <bdi>{address}</bdi> },
    { id: 'name', header: columns.name, minWidth: 160, cell: ({ name }) => <bdi>{name ?? '–'}</bdi> },
    { id: 'replyTo', header: columns.replyTo, minWidth: 200, cell: ({ replyTo }) => <bdi>{replyTo ?? '–'}</bdi> },
    {
      id: 'domain',
      header: columns.domain,
      minWidth: 150,
      cell: ({ address }) => {
        const status = statusOf(address);
        return status === undefined ? '–' : <DomainStatus status={status} />;
      },
    },
    {
      id: 'actions',
      header: words.common.actions,
      cell: (sender) => <SenderActions sender={sender} onOpen={onOpen} />,
    },
  ];
}

function SenderActions({ sender, onOpen }: { sender: Sender; onOpen: (open: Open) => void }) {
  const words = useWords();
  const may = mayDo(useSignedIn().role, 'admin');
  const reason = may ? {} : { disabledReason: words.needsRole(words.roles.admin) };
  return (
    <ButtonDropdown
      variant="inline-icon"
      expandToViewport
      ariaLabel={words.common.actionsOf(sender.address)}
      items={[
        { id: 'edit', text: words.senders.change, disabled: !may, ...reason },
        { id: 'delete', text: words.senders.remove, disabled: !may, ...reason },
      ]}
      onItemClick={({ detail }) => onOpen({ kind: detail.id === 'edit' ? 'edit' : 'delete', sender })}
    />
  );
}
