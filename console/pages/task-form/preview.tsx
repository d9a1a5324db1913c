import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo, useState } from 'react';
import { useProblem } from '../../api/problems.ts';
import type { PreviewReader } from '../../api/templates.ts';
import { useTestMail } from '../../api/test-sends.ts';
import { ownData } from '../../logic/own-values.ts';
import type { TaskForm } from '../../logic/task-form.ts';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { ReaderPicker } from '../../parts/reader-picker.tsx';
import { useDebounced } from '../../parts/use-debounced.ts';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';

const WAIT_MS = 400;
const NONE: readonly string[] = [];

/** The mail of a task beside its form, as a recipient of its lists gets it. */
export function PreviewPanel({ form, onClose }: { form: TaskForm; onClose: () => void }) {
  const { preview: words } = useWords();
  const [listId, setListId] = useState(form.listIds[0] ?? null);
  const [reader, setReader] = useState<PreviewReader | null>(null);
  const { templateId, subject, values } = form;
  const mail = useMemo(
    () => ({
      templateId: templateId ?? '',
      subject: subject.trim(),
      templateData: ownData(values),
      recipient: reader,
    }),
    [templateId, subject, values, reader],
  );
  const { preview, error } = useTestMail(useDebounced(mail, WAIT_MS));
  const { text, restBut } = useProblem(error);
  const faults = restBut([]);
  return (
    <SidePanel header={words.title} onClose={onClose}>
      <SpaceBetween size="m">
        <ReaderPicker
          listId={listId}
          reader={reader}
          variables={preview?.variables ?? NONE}
          onChange={(list, chosen) => {
            setListId(list);
            setReader(chosen);
          }}
        />
        {text !== undefined && <Box color="text-status-error">{faults.length > 0 ? faults.join(' ') : text}</Box>}
        {preview === undefined ? <Box>{words.nothing}</Box> : <MailPreview mail={preview} />}
      </SpaceBetween>
    </SidePanel>
  );
}
