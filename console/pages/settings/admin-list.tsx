import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Page } from '../../api/answers.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { Actions } from './actions.tsx';

interface AdminListProps<Item> {
  tab: 'keys' | 'webhooks';
  words: { why: string; make: string; list: string; empty: string; emptyWhy: string };
  /** A page of the list, as it was asked for. */
  page: { data: Page<Item> | undefined; error: Error | null; refetch(): unknown };
  idOf: (item: Item) => string;
  columns: [Column<Item>, ...Column<Item>[]];
  /** The form over the page that makes another. */
  form: (onClose: () => void) => ReactNode;
}

/** What admins keep, in a tab of the settings: a list, and a form that makes another. */
export function AdminList<Item>({ tab, words, page, idOf, columns, form }: AdminListProps<Item>) {
  const { cursor } = useSearch({ from: '/signed-in/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = page;
  const pages = useCursorPages({
    cursor,
    next: data?.nextCursor,
    filter: tab,
    go: (next) => void navigate({ search: { tab, cursor: next } }),
  });
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Actions why={words.why}>
        <RoleButton needs="admin" variant="primary" onClick={() => setMaking(true)}>
          {words.make}
        </RoleButton>
      </Actions>
      <DataTable
        label={words.list}
        items={data?.items}
        idOf={idOf}
        columns={columns}
        pagination={pages}
        empty={<Empty title={words.empty} why={words.emptyWhy} />}
      />
      {isMaking && form(() => setMaking(false))}
    </>
  );
}
