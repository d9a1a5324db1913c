import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import FileDropzone from '@cloudscape-design/components/file-dropzone';
import FileInput from '@cloudscape-design/components/file-input';
import FileTokenGroup from '@cloudscape-design/components/file-token-group';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import type { TableFile } from './use-table-file.ts';

const TYPES = '.csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain';

interface FileStepProps {
  table: TableFile | null;
  isMissing: boolean;
  onOpen: (file: File | undefined) => void;
}

export function FileStep({ table, isMissing, onOpen }: FileStepProps) {
  const words = useWords().imports;
  const formats = useFormats();
  return (
    <Container>
      <SpaceBetween size="m">
        <FormField label={words.file} constraintText={words.fileLimits} errorText={isMissing && words.fileMissing}>
          <FileDropzone onChange={({ detail }) => onOpen(detail.value[0])}>
            <SpaceBetween size="xs" alignItems="center">
              <Box color="text-body-secondary">{words.drop}</Box>
              <FileInput
                accept={TYPES}
                ariaLabel={words.choose}
                value={table === null ? [] : [table.file]}
                onChange={({ detail }) => onOpen(detail.value[0])}
              >
                {words.choose}
              </FileInput>
            </SpaceBetween>
          </FileDropzone>
        </FormField>
        {table !== null && (
          <FileTokenGroup
            items={[{ file: table.file }]}
            showFileSize
            alignment="vertical"
            onDismiss={() => onOpen(undefined)}
            i18nStrings={{
              removeFileAriaLabel: (_, name) => words.removeFile(name),
              formatFileSize: (bytes) => formats.size(bytes),
            }}
          />
        )}
        <Box color="text-body-secondary">{words.staysHere}</Box>
      </SpaceBetween>
    </Container>
  );
}
