import Link from '@cloudscape-design/components/link';
import type { Person } from '../../api/answers.ts';
import { dataText } from '../../logic/data-rows.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { useTakeOffList } from '../../shell/take-off-list.ts';
import { useWords } from '../../words/words.tsx';

type Membership = Person['lists'][number];

/** The lists that the person is in, with their data in each. */
export function Lists({ person: { email, lists } }: { person: Person }) {
  const words = useWords();
  const columns: readonly [Column<Membership>, ...Column<Membership>[]] = [
    {
      id: 'list',
      header: words.people.list,
      minWidth: 160,
      cell: ({ listId, name }) => (
        <Link href={`/console/lists/${listId}?email=${encodeURIComponent(email)}`}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    { id: 'data', header: words.people.data, minWidth: 240, cell: ({ data }) => <Data data={data} /> },
    {
      id: 'remove',
      header: words.suppressions.columns.action,
      minWidth: 160,
      cell: (membership) => <Remove email={email} membership={membership} />,
    },
  ];
  return (
    <DataTable
      isFixed
      label={words.people.lists}
      items={lists}
      idOf={({ listId }) => listId}
      columns={columns}
      empty={<Empty title={words.people.noLists} />}
    />
  );
}

function Data({ data }: { data: Membership['data'] }) {
  const entries = Object.entries(data ?? {});
  if (entries.length === 0) return '–';
  return <bdi className="raw">{entries.map(([name, value]) => `${name}: ${dataText(value)}`).join('\n')}</bdi>;
}

function Remove({ email, membership: { listId, data } }: { email: string; membership: Membership }) {
  const { remove } = useWords().lists.readers;
  const { takeOff, isPending } = useTakeOffList(listId, { email, data });
  return (
    <RoleButton needs="sender" variant="inline-link" loading={isPending} onClick={takeOff}>
      {remove}
    </RoleButton>
  );
}
