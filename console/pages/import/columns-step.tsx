import Alert from '@cloudscape-design/components/alert';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ALL, type ColumnFault } from '../../logic/import-columns.ts';
import { DELIMITERS, ENCODINGS } from '../../logic/sniff.ts';
import { useWords } from '../../words/words.tsx';
import { Mapping } from './mapping.tsx';
import { Preview } from './preview.tsx';
import type { FileForm, TableFile } from './use-table-file.ts';

interface ColumnsStepProps {
  table: TableFile;
  faults: ReadonlyMap<number, ColumnFault>;
  onReadAs: (form: Partial<FileForm>) => void;
  onName: (index: number, as: string | null) => void;
}

/** How the file is read, and what its columns are. */
export function ColumnsStep({ table, faults, onReadAs, onName }: ColumnsStepProps) {
  const words = useWords().imports;
  return (
    <SpaceBetween size="l">
      <ReadAs table={table} onReadAs={onReadAs} />
      <Container header={<Header variant="h2">{words.mapping}</Header>}>
        <SpaceBetween size="s">
          {faults.has(ALL) && <Alert type="error">{words.noAddress}</Alert>}
          <Mapping columns={table.columns} faults={faults} onName={onName} />
        </SpaceBetween>
      </Container>
      <ExpandableSection variant="container" defaultExpanded headerText={words.firstRows}>
        <Preview table={table} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function ReadAs({ table, onReadAs }: Pick<ColumnsStepProps, 'table' | 'onReadAs'>) {
  const words = useWords().imports;
  return (
    <Container header={<Header variant="h2">{words.found}</Header>}>
      <ColumnLayout columns={3}>
        <Choice
          label={words.encoding}
          value={table.encoding}
          options={ENCODINGS.map((value) => ({ value, label: words.encodings[value] }))}
          onChange={(encoding) => onReadAs({ encoding })}
        />
        <Choice
          label={words.delimiter}
          value={table.delimiter}
          options={DELIMITERS.map((value) => ({ value, label: words.delimiters[value] }))}
          onChange={(delimiter) => onReadAs({ delimiter })}
        />
        <Choice
          label={words.firstRow}
          value={table.header ? 'yes' : 'no'}
          options={(['yes', 'no'] as const).map((value) => ({ value, label: words.header[value] }))}
          onChange={(header) => onReadAs({ header: header === 'yes' })}
        />
      </ColumnLayout>
    </Container>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <FormField label={label}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? value)}
      />
    </FormField>
  );
}
