import Button from '@cloudscape-design/components/button';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import type { Task } from '../../api/answers.ts';
import { fileFaults, MOST_FILE_BYTES, MOST_FILES } from '../../logic/attached-files.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';

/** Files that every mail brings; those that a task has already stay, or are replaced all together. */
export function Files({ form, onChange, errorAt, attached }: FieldProps & { attached: Task['attachments'] }) {
  const { taskForm: words, imports } = useWords();
  const formats = useFormats();
  if (form.files === null && attached.length > 0) {
    return (
      <FormField label={words.files} errorText={errorAt('/attachments')}>
        <ul>
          {attached.map(({ name, size }) => (
            <li key={name}>
              <bdi>{name}</bdi> ({formats.size(size)})
            </li>
          ))}
        </ul>
        <Button formAction="none" onClick={() => onChange({ files: [] })}>
          {words.otherFiles}
        </Button>
      </FormField>
    );
  }
  const files = (form.files ?? []).filter((file) => file instanceof File);
  const faults = fileFaults(files);
  const texts = { 'too-many': words.fileTooMany, 'too-big': words.fileTooBig };
  return (
    <FormField
      label={words.files}
      description={words.filesHint(formats.count(MOST_FILES), formats.size(MOST_FILE_BYTES))}
      errorText={faults.every((fault) => fault === null) ? errorAt('/attachments') : undefined}
    >
      <FileUpload
        multiple
        value={files}
        showFileSize
        fileErrors={faults.map((fault, n) => (fault === null ? (errorAt(`/attachments/${n}`) ?? null) : texts[fault]))}
        onChange={({ detail }) => onChange({ files: detail.value })}
        i18nStrings={{
          uploadButtonText: () => words.chooseFiles,
          dropzoneText: () => imports.drop,
          removeFileAriaLabel: (_, name) => words.remove(name),
          formatFileSize: formats.size,
          limitShowFewer: words.fewer,
          limitShowMore: words.allOfThem,
          errorIconAriaLabel: words.fault,
        }}
      />
    </FormField>
  );
}
