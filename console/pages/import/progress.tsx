import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Import } from '../../api/answers.ts';
import { isOver, useImport } from '../../api/imports.ts';
import { useFormats } from '../../parts/formats.ts';
import { ImportStatus } from '../../parts/import-status.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { ImportResult } from './result.tsx';
import type { Upload } from './use-upload.ts';

/** A file on its way into the list, and at its end what became of it. */
export function ImportProgress({ listId, importId, upload }: { listId: string; importId: string; upload: Upload }) {
  const words = useWords().imports;
  const { data, dataUpdatedAt, error, refetch } = useImport(listId, importId);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <SpaceBetween size="l">
      {upload.state === 'broken' && (
        <Alert type="error" action={<Button onClick={upload.again}>{words.sendAgain}</Button>}>
          {words.broken}
        </Alert>
      )}
      <Container
        header={
          <Header variant="h2" actions={<Button href={`/console/lists/${listId}`}>{words.toList}</Button>}>
            {words.progress}
          </Header>
        }
      >
        <SpaceBetween size="l">
          {data && <ImportStatus shown={data} />}
          {upload.file !== null && <Sending upload={upload} file={upload.file} />}
          {data && <Taking shown={data} seenAt={dataUpdatedAt} isHere={upload.file !== null} />}
          {data && <ImportResult listId={listId} shown={data} />}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

function Sending({ upload, file }: { upload: Upload; file: File }) {
  const words = useWords().imports;
  const formats = useFormats();
  const isDone = upload.state === 'done';
  const sent = isDone ? file.size : Math.min(upload.sent, file.size);
  return (
    <ProgressBar
      label={words.sending}
      value={file.size === 0 ? 100 : Math.floor((sent / file.size) * 100)}
      status={isDone ? 'success' : upload.state === 'broken' ? 'error' : 'in-progress'}
      resultText={isDone ? words.sent : words.broken}
      additionalInfo={words.bytesOf(formats.size(sent), formats.size(file.size))}
    />
  );
}

/** How much of the file was read; what waits for its file says so. */
function Taking({ shown, seenAt, isHere }: { shown: Import; seenAt: number; isHere: boolean }) {
  const words = useWords().imports;
  const formats = useFormats();
  const rate = useRate(shown, seenAt);
  if (isOver(shown)) return null;
  if (shown.status === 'waiting' && !isHere) return <Alert type="info">{words.noFileYet}</Alert>;
  const { bytes, bytesRead, rows } = shown;
  return (
    <ProgressBar
      label={words.taking}
      value={bytes ? Math.min(Math.floor((bytesRead / bytes) * 100), 99) : 0}
      description={
        rate === null
          ? words.rowsSoFar(formats.count(rows))
          : words.rowsAndRate(formats.count(rows), formats.count(rate))
      }
      additionalInfo={words.mayLeave}
    />
  );
}

/** Rows a second since they were first seen to be taken; null before there are two looks. */
function useRate({ status, rows }: Import, seenAt: number): number | null {
  const [first, setFirst] = useState<{ rows: number; at: number } | null>(null);
  if (first === null && status === 'running') setFirst({ rows, at: seenAt });
  if (first === null || seenAt <= first.at || rows === first.rows) return null;
  return Math.round(((rows - first.rows) / (seenAt - first.at)) * 1_000);
}
