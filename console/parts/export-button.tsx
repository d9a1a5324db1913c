import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ExportWish } from '../api/answers.ts';
import { downloadExport, useExport } from '../api/exports.ts';
import { useProblemText } from '../api/problems.ts';
import { tell } from '../shell/notices.tsx';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';
import { useIdempotencyKey } from './use-idempotency-key.ts';

/** Writes something into a CSV: begins it, says how far it is, and then offers the file. */
export function ExportButton({ wish }: { wish: ExportWish }) {
  const { exports: words } = useWords();
  const formats = useFormats();
  const problemText = useProblemText();
  const key = useIdempotencyKey();
  const { shown, isBeginning, begin, forget } = useExport(wish);
  const onError = (error: Error) => tell({ type: 'error', text: problemText(error) });
  const start = () => begin(key.current, { onError, onSettled: (answer, error) => key.renew(answer, error) });
  if (shown === undefined) {
    return (
      <Button iconName="download" loading={isBeginning} loadingText={words.begun} onClick={start}>
        {words.begin}
      </Button>
    );
  }
  if (shown.status === 'failed') {
    return (
      <SpaceBetween direction="horizontal" size="xs" alignItems="center">
        <StatusIndicator type="error">{words.errors[shown.error ?? 'stuck']}</StatusIndicator>
        <Button iconName="refresh" onClick={start}>
          {words.begin}
        </Button>
      </SpaceBetween>
    );
  }
  if (shown.status === 'finished') {
    return (
      <SpaceBetween direction="horizontal" size="xs">
        <Button iconName="download" onClick={() => void downloadExport(shown.exportId).catch(onError)}>
          {words.download(shown.rows)}
        </Button>
        <Button iconName="close" variant="icon" ariaLabel={words.forget} onClick={forget} />
      </SpaceBetween>
    );
  }
  return (
    <Button loading loadingText={words.rowsSoFar(formats.count(shown.rows))}>
      {words.rowsSoFar(formats.count(shown.rows))}
    </Button>
  );
}
