import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ImportWish } from '../../api/imports.ts';
import { ADDRESS } from '../../logic/import-columns.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import type { TableFile } from './use-table-file.ts';

interface ReviewStepProps {
  list: string;
  table: TableFile;
  existing: ImportWish['existing'];
  onExisting: (existing: ImportWish['existing']) => void;
}

const EXISTING = ['replace', 'keep'] as const;

/** What will become of the file, before it is sent. */
export function ReviewStep({ list, table: { file, columns }, existing, onExisting }: ReviewStepProps) {
  const words = useWords().imports;
  const formats = useFormats();
  const address = columns.find(({ as }) => as === ADDRESS);
  const data = columns.flatMap(({ as }) => (as === ADDRESS || !as?.trim() ? [] : [as.trim()]));
  const left = columns.filter(({ as }) => !as?.trim()).map(({ name }) => name);
  const all = (names: string[]) => <bdi>{names.join(' · ') || '–'}</bdi>;
  return (
    <Container>
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={2}
          items={[
            { label: words.file, value: <bdi>{`${file.name} (${formats.size(file.size)})`}</bdi> },
            { label: words.intoList, value: <bdi>{list}</bdi> },
            { label: words.uses.address, value: <bdi>{address?.name}</bdi> },
            { label: words.asData, value: all(data) },
            { label: words.leftOut, value: all(left) },
          ]}
        />
        <FormField label={words.existingTitle} stretch>
          <RadioGroup
            value={existing}
            onChange={({ detail }) => onExisting(EXISTING.find((value) => value === detail.value) ?? existing)}
            items={EXISTING.map((value) => ({ value, label: words.existing[value] }))}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
