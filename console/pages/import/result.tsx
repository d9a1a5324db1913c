import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Import } from '../../api/answers.ts';
import { Count } from '../../parts/count.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { useWords } from '../../words/words.tsx';
import { BadRows } from './bad-rows.tsx';

/** What became of the rows; of those that were not taken, why. */
export function ImportResult({ listId, shown }: { listId: string; shown: Import }) {
  const { lists, imports: words } = useWords();
  const { rows, added, repeated, invalid, error, errorsUrl } = shown;
  return (
    <SpaceBetween size="l">
      {error !== null && (
        <Alert type="error" header={words.failed} action={<Button href={anewAt(listId, error)}>{words.anew}</Button>}>
          {words.errors[error]}
        </Alert>
      )}
      {rows > 0 && (
        <KeyValuePairs
          columns={4}
          items={[
            { label: lists.imports.rows, value: <Count of={rows} /> },
            { label: lists.imports.added, value: <Count of={added} /> },
            { label: lists.imports.repeated, value: <Count of={repeated} /> },
            { label: lists.imports.invalid, value: <Count of={invalid} /> },
          ]}
        />
      )}
      {Object.keys(shown.reasons).length > 0 && <Reasons reasons={shown.reasons} />}
      <BadRows shown={shown} />
      {errorsUrl !== null && (
        <Button iconName="download" href={errorsUrl} target="_blank" rel="noopener noreferrer">
          {words.badRows}
        </Button>
      )}
    </SpaceBetween>
  );
}

/** Faults of how the file was read are mended where that is chosen. */
const OF_COLUMNS: readonly Import['error'][] = [
  'encoding-unknown',
  'no-email-column',
  'no-such-column',
  'too-many-columns',
  'repeated-column',
];

const anewAt = (listId: string, error: Import['error']): string =>
  `/console/lists/${listId}/import${OF_COLUMNS.includes(error) ? '?step=columns' : ''}`;

interface Reason {
  reason: keyof Import['reasons'];
  count: number;
}

function Reasons({ reasons }: { reasons: Import['reasons'] }) {
  const words = useWords().imports;
  const items = (Object.entries(reasons) as [Reason['reason'], number][])
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count);
  const columns: readonly [Column<Reason>, ...Column<Reason>[]] = [
    { id: 'reason', header: words.reason, minWidth: 220, cell: ({ reason }) => words.reasons[reason] },
    { id: 'count', header: words.howMany, cell: ({ count }) => <Count of={count} /> },
  ];
  return (
    <DataTable
      label={words.whyNot}
      items={items}
      idOf={({ reason }) => reason}
      columns={columns}
      empty={words.noRows}
    />
  );
}
