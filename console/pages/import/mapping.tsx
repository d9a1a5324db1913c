import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ADDRESS, type ColumnFault, type FileColumn } from '../../logic/import-columns.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { useWords } from '../../words/words.tsx';

interface MappingProps {
  columns: readonly FileColumn[];
  faults: ReadonlyMap<number, ColumnFault>;
  onName: (index: number, as: string | null) => void;
}

/** What each column of the file becomes. */
export function Mapping({ columns, faults, onName }: MappingProps) {
  const words = useWords().imports;
  const shown: readonly [Column<FileColumn>, ...Column<FileColumn>[]] = [
    { id: 'name', header: words.column, minWidth: 140, cell: ({ name }) => <bdi>{name}</bdi> },
    {
      id: 'examples',
      header: words.examples,
      minWidth: 160,
      cell: ({ examples }) => <bdi>{examples.join(' · ') || '–'}</bdi>,
    },
    {
      id: 'use',
      header: words.use,
      minWidth: 260,
      cell: (column) => <Use column={column} fault={faults.get(column.index)} onName={onName} />,
    },
  ];
  return (
    <DataTable
      label={words.mapping}
      items={columns}
      idOf={({ index }) => String(index)}
      columns={shown}
      empty={words.noRows}
    />
  );
}

const USES = ['address', 'data', 'leave'] as const;

interface UseProps {
  column: FileColumn;
  fault: ColumnFault | undefined;
  onName: MappingProps['onName'];
}

function Use({ column: { index, name, as }, fault, onName }: UseProps) {
  const words = useWords().imports;
  const options = USES.map((value) => ({ value, label: words.uses[value] }));
  const use = as === null ? 'leave' : as === ADDRESS ? 'address' : 'data';
  const names: Record<string, string | null> = { address: ADDRESS, data: name === ADDRESS ? `${name}2` : name };
  return (
    <FormField errorText={fault === 'repeated' && words.repeated}>
      <SpaceBetween size="xxs">
        <Select
          ariaLabel={words.useOf(name)}
          expandToViewport
          selectedOption={options.find(({ value }) => value === use) ?? null}
          options={options}
          onChange={({ detail }) => onName(index, names[detail.selectedOption.value ?? ''] ?? null)}
        />
        {use === 'data' && (
          <Input
            ariaLabel={words.calledOf(name)}
            value={as ?? ''}
            onChange={({ detail }) => onName(index, detail.value)}
          />
        )}
      </SpaceBetween>
    </FormField>
  );
}
