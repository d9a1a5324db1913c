import Button from '@cloudscape-design/components/button';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type ApiKey, useDeleteKey, useKeys } from '../../api/keys.ts';
import { useSignedIn } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { Actions } from './actions.tsx';
import { MakeKey } from './make-key.tsx';

/** Who may use the API and this console: a key for each person and program. */
export function KeySettings() {
  const { keys: words } = useWords().settings;
  const { cursor } = useSearch({ from: '/signed-in/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const [isMaking, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<ApiKey>();
  const { data, error, refetch } = useKeys(cursor);
  const columns = useColumns(setDeleting);
  const pages = useCursorPages({
    cursor,
    next: data?.nextCursor,
    filter: 'keys',
    go: (next) => void navigate({ search: { tab: 'keys', cursor: next } }),
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
        idOf={({ keyId }) => keyId}
        columns={columns}
        pagination={pages}
        empty={<Empty title={words.empty} why={words.why} />}
      />
      {isMaking && <MakeKey onClose={() => setMaking(false)} />}
      {deleting && <DeleteKey of={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}

function useColumns(onDelete: (key: ApiKey) => void): [Column<ApiKey>, ...Column<ApiKey>[]] {
  const { settings, roles, common } = useWords();
  const { keys: words } = settings;
  const { keyId: own } = useSignedIn();
  return [
    {
      id: 'name',
      header: words.name,
      cell: ({ keyId, name }) => (
        <>
          <bdi>{name}</bdi>
          {keyId === own && ` (${words.own})`}
        </>
      ),
    },
    { id: 'role', header: words.role, cell: ({ role }) => roles[role] },
    { id: 'made', header: words.made, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      id: 'actions',
      header: common.actions,
      cell: (key) => (
        <Button variant="inline-link" ariaLabel={words.deleteOf(key.name)} onClick={() => onDelete(key)}>
          {words.delete}
        </Button>
      ),
    },
  ];
}

function DeleteKey({ of, onClose }: { of: ApiKey; onClose: () => void }) {
  const { keys: words } = useWords().settings;
  const { mutate, isPending, error } = useDeleteKey();
  const onSuccess = (): void => {
    tell({ type: 'success', text: words.deleted(of.name) });
    onClose();
  };
  return (
    <Confirm
      title={words.deleteTitle}
      confirm={words.deleteConfirm}
      keep={words.keep}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(of, { onSuccess })}
      onKeep={onClose}
    >
      {words.deleteWhy(of.name)}
    </Confirm>
  );
}
