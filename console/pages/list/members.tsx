import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Recipient } from '../../api/answers.ts';
import { useFields, useMembers } from '../../api/lists.ts';
import { dataText } from '../../logic/data-rows.ts';
import { AddressSearch } from '../../parts/address-search.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { PersonLink } from '../../parts/person-link.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';
import { EditMember } from './edit-member.tsx';
import { MemberActions } from './member-actions.tsx';

const PAGE_SIZE = 100;
/** The most filled fields that have a column of their own. */
const FIELDS_SHOWN = 6;

/** Who is in the list, in the order of the API. */
export function Members({ listId }: { listId: string }) {
  const words = useWords();
  const { email, cursor } = useSearch({ from: '/signed-in/lists/$listId' });
  const navigate = useNavigate({ from: '/lists/$listId' });
  const [edited, setEdited] = useState<Recipient>();
  const fields = useFields(listId);
  const members = useMembers(listId, { email, cursor, limit: PAGE_SIZE });
  const pagination = useCursorPages({
    cursor,
    next: members.data?.nextCursor,
    filter: email ?? '',
    go: (next) => void navigate({ search: { email, cursor: next } }),
  });
  const names = (fields.data?.fields ?? []).slice(0, FIELDS_SHOWN).map(({ name }) => name);
  const columns = useMemberColumns(listId, names, setEdited);
  if (members.error !== null && members.data === undefined) {
    return <Failed error={members.error} onRetry={() => void members.refetch()} />;
  }
  const find = (address: string | undefined) => void navigate({ search: { email: address } });
  return (
    <SpaceBetween size="s">
      <Box color="text-body-secondary">{words.lists.readers.order}</Box>
      <DataTable
        // The columns that are shown are chosen when the table is made.
        key={names.join('\n')}
        label={words.lists.readers.list}
        filter={<AddressSearch key={email} email={email} label={words.lists.readers.search} onSearch={find} />}
        items={members.data?.items}
        idOf={(member) => member.email}
        columns={columns}
        pagination={pagination}
        empty={
          email === undefined ? (
            <Empty title={words.lists.readers.empty} why={words.lists.readers.emptyWhy} />
          ) : (
            <Empty
              title={words.lists.readers.noMatch(email)}
              action={<Button onClick={() => find(undefined)}>{words.common.clearFilter}</Button>}
            />
          )
        }
      />
      {edited && <EditMember listId={listId} member={edited} onClose={() => setEdited(undefined)} />}
    </SpaceBetween>
  );
}

function useMemberColumns(
  listId: string,
  names: readonly string[],
  onEdit: (member: Recipient) => void,
): readonly [Column<Recipient>, ...Column<Recipient>[]] {
  const words = useWords();
  return [
    {
      id: 'email',
      header: words.lists.readers.email,
      minWidth: 220,
      cell: ({ email }) => <PersonLink email={email} />,
    },
    ...names.map((name) => ({
      id: `field-${name}`,
      header: name,
      minWidth: 120,
      cell: ({ data }: Recipient) => <bdi>{dataText(data?.[name]) || '–'}</bdi>,
    })),
    {
      id: 'actions',
      header: words.common.actions,
      cell: (member) => <MemberActions listId={listId} member={member} onEdit={() => onEdit(member)} />,
    },
  ];
}
