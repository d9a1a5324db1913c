import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Preview } from '../../api/answers.ts';
import type { PreviewReader } from '../../api/templates.ts';
import { useFormats } from '../../parts/formats.ts';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { ReaderPicker } from '../../parts/reader-picker.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';

interface PreviewPanelProps {
  preview: Preview | undefined;
  isStale: boolean;
  listId: string | null;
  reader: PreviewReader | null;
  onReader: (listId: string | null, reader: PreviewReader | null) => void;
  onClose: () => void;
}

/** The mail beside its editor, as a reader gets it. */
export function PreviewPanel({ preview, isStale, listId, reader, onReader, onClose }: PreviewPanelProps) {
  const words = useWords().preview;
  const formats = useFormats();
  return (
    <SidePanel header={words.title} onClose={onClose}>
      <SpaceBetween size="m">
        <ReaderPicker listId={listId} reader={reader} variables={preview?.variables ?? []} onChange={onReader} />
        {preview === undefined ? <Box>{words.nothing}</Box> : <MailPreview mail={preview} />}
        {preview !== undefined && (
          <Box variant="small" color="text-body-secondary">
            {isStale ? words.stale : words.size(formats.size(preview.bytes))}
          </Box>
        )}
      </SpaceBetween>
    </SidePanel>
  );
}
