import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Fields } from '../../api/answers.ts';
import { useFields } from '../../api/lists.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';

type Field = Fields['fields'][number];

/** Which data the recipients have, and how many of them. */
export function ListFieldsTab({ listId }: { listId: string }) {
  const words = useWords().lists.fields;
  const { data, error, refetch } = useFields(listId);
  const columns: readonly [Column<Field>, ...Column<Field>[]] = [
    { id: 'name', header: words.name, minWidth: 140, cell: ({ name }) => <bdi>{name}</bdi> },
    {
      id: 'filled',
      header: words.filled,
      minWidth: 160,
      cell: ({ name, filled }) => <ProgressBar ariaLabel={name} value={Math.floor(filled * 100)} />,
    },
    {
      id: 'examples',
      header: words.examples,
      minWidth: 200,
      cell: ({ examples }) =>
        examples.map((example) => (
          <div key={example}>
            <bdi>{example}</bdi>
          </div>
        )),
    },
  ];
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <SpaceBetween size="s">
      {data !== undefined && data.sampled > 0 && <Box color="text-body-secondary">{words.of(data.sampled)}</Box>}
      <DataTable
        label={words.list}
        items={data?.fields}
        idOf={({ name }) => name}
        columns={columns}
        empty={<Empty title={words.empty} why={words.emptyWhy} />}
      />
    </SpaceBetween>
  );
}
