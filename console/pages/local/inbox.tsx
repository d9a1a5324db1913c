import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import { type InboxMail, useInbox } from '../../api/local.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';
import { ForgetMails } from './forget-mails.tsx';

const MAILS_A_PAGE = 50;

export const inboxSearch = z.object({
  to: z.catch(z.optional(z.string()), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** The mails that the product on this machine has sent, which go nowhere else. */
export function InboxPage() {
  const words = useWords();
  const { to, cursor } = useSearch({ from: '/signed-in/local/inbox' });
  const navigate = useNavigate({ from: '/local/inbox' });
  const [isForgetting, setForgetting] = useState(false);
  const { data, error, refetch } = useInbox({ to, cursor, limit: MAILS_A_PAGE });
  const columns = useColumns();
  const pages = useCursorPages({
    cursor,
    next: data?.nextCursor,
    filter: to ?? '',
    go: (next) => void navigate({ search: { to, cursor: next } }),
  });
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <DataTable
        title={words.inbox.title}
        label={words.inbox.list}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="refresh" ariaLabel={words.common.refresh} onClick={() => void refetch()} />
            <Button disabled={!data?.total} onClick={() => setForgetting(true)}>
              {words.inbox.forget}
            </Button>
          </SpaceBetween>
        }
        filter={<Finder key={to} to={to} onFind={(address) => void navigate({ search: { to: address } })} />}
        items={data?.items}
        idOf={({ id }) => id}
        columns={columns}
        pagination={pages}
        empty={to === undefined ? <NoMail /> : <NoMatch onClear={() => void navigate({ search: {} })} />}
      />
      {isForgetting && <ForgetMails onClose={() => setForgetting(false)} />}
    </>
  );
}

function useColumns(): [Column<InboxMail>, ...Column<InboxMail>[]] {
  const { inbox: words } = useWords();
  return [
    {
      id: 'subject',
      header: words.subject,
      minWidth: 260,
      cell: ({ id, subject }) => (
        <Link href={`/console/local/inbox/${id}`}>
          <bdi>{subject || words.noSubject}</bdi>
        </Link>
      ),
    },
    { id: 'to', header: words.to, minWidth: 200, cell: ({ to }) => <bdi>{to}</bdi> },
    { id: 'from', header: words.from, minWidth: 200, cell: ({ from }) => <bdi>{from}</bdi> },
    { id: 'at', header: words.at, minWidth: 150, cell: ({ clockAt }) => <Time at={clockAt} /> },
  ];
}

/** Finds the mails to one address, which is looked for as a whole. */
function Finder({ to, onFind }: { to: string | undefined; onFind: (to: string | undefined) => void }) {
  const { inbox: words, common } = useWords();
  const [text, setText] = useState(to ?? '');
  return (
    <TextFilter
      filteringText={text}
      filteringAriaLabel={words.find}
      filteringPlaceholder={words.find}
      filteringClearAriaLabel={common.clearFilter}
      onChange={({ detail }) => setText(detail.filteringText)}
      onDelayedChange={({ detail }) => onFind(detail.filteringText.trim() || undefined)}
    />
  );
}

function NoMail() {
  const { inbox: words } = useWords();
  return (
    <Empty title={words.empty} why={words.emptyWhy} action={<Button href="/console/">{words.toOverview}</Button>} />
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const { inbox: words, common } = useWords();
  return (
    <Empty
      title={words.noMatch}
      why={words.noMatchWhy}
      action={<Button onClick={onClear}>{common.clearFilter}</Button>}
    />
  );
}
