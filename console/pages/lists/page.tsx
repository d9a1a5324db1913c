import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { List } from '../../api/answers.ts';
import { useLists } from '../../api/lists.ts';
import { Count } from '../../parts/count.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { Time } from '../../parts/time.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';
import { CreateList } from './create-list.tsx';

const PAGE_SIZE = 20;
/** The API finds by two letters or more. */
const LEAST_LETTERS = 2;

export const listsSearch = z.object({
  q: z.catch(z.optional(z.string()), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** The lists of recipients, newest first. */
export function ListsPage() {
  const words = useWords();
  const { q, cursor } = useSearch({ from: '/signed-in/lists' });
  const navigate = useNavigate({ from: '/lists' });
  const [isCreating, setCreating] = useState(false);
  const asked = q !== undefined && q.trim().length >= LEAST_LETTERS ? q.trim() : undefined;
  const lists = useLists({ q: asked, cursor, limit: PAGE_SIZE });
  const pagination = useCursorPages({
    cursor,
    next: lists.data?.nextCursor,
    filter: asked ?? '',
    go: (next) => void navigate({ search: { q, cursor: next } }),
  });
  const columns = useListColumns();
  if (lists.error !== null && lists.data === undefined) {
    return <Failed error={lists.error} onRetry={() => void lists.refetch()} />;
  }
  const create = (
    <RoleButton needs="sender" variant="primary" onClick={() => setCreating(true)}>
      {words.lists.create}
    </RoleButton>
  );
  const search = (text: string) => void navigate({ search: text === '' ? {} : { q: text }, replace: true });
  return (
    <>
      <DataTable
        title={words.lists.title}
        label={words.lists.list}
        actions={create}
        filter={
          <TextFilter
            filteringText={q ?? ''}
            filteringAriaLabel={words.lists.search}
            filteringPlaceholder={words.lists.search}
            onChange={({ detail }) => search(detail.filteringText)}
          />
        }
        items={lists.data?.items}
        idOf={({ listId }) => listId}
        columns={columns}
        pagination={pagination}
        empty={
          asked === undefined ? (
            <Empty title={words.lists.empty} why={words.lists.emptyWhy} action={create} />
          ) : (
            <Empty
              title={words.lists.noMatch}
              action={<Button onClick={() => search('')}>{words.common.clearFilter}</Button>}
            />
          )
        }
      />
      {isCreating && <CreateList onClose={() => setCreating(false)} />}
    </>
  );
}

function useListColumns(): readonly [Column<List>, ...Column<List>[]] {
  const { columns } = useWords().lists;
  return [
    {
      id: 'name',
      header: columns.name,
      minWidth: 200,
      cell: ({ listId, name }) => (
        <Link href={`/console/lists/${listId}`}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    { id: 'size', header: columns.size, minWidth: 110, cell: ({ count }) => <Count of={count} /> },
    {
      id: 'description',
      header: columns.description,
      minWidth: 200,
      cell: ({ description }) => <bdi>{description ?? '–'}</bdi>,
    },
    { id: 'created', header: columns.created, minWidth: 140, cell: ({ createdAt }) => <Time at={createdAt} /> },
  ];
}
