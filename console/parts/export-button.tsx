import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useState } from 'react';
import type { ExportWish } from '../api/answers.ts';
import { downloadExport, useExport } from '../api/exports.ts';
import { useProblemText } from '../api/problems.ts';
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
  const [fault, setFault] = useState<string | null>(null);
  const onError = (error: Error) => setFault(problemText(error));
  const start = () => {
    setFault(null);
    begin(key.current, { onError, onSettled: (answer, error) => key.renew(answer, error) });
  };
  if (shown === undefined) {
    return (
      <WithFault fault={fault}>
        <Button iconName="download" loading={isBeginning} loadingText={words.begun} onClick={start}>
          {words.begin}
        </Button>
      </WithFault>
    );
  }
  if (shown.status === 'failed') {
    return (
      <WithFault fault={fault ?? words.errors[shown.error ?? 'stuck']}>
        <Button iconName="refresh" loading={isBeginning} onClick={start}>
          {words.begin}
        </Button>
      </WithFault>
    );
  }
  if (shown.status === 'finished') {
    return (
      <WithFault fault={fault}>
        <Button iconName="download" onClick={() => void downloadExport(shown.exportId).catch(onError)}>
          {words.download(shown.rows)}
        </Button>
        <Button iconName="close" variant="icon" ariaLabel={words.forget} onClick={forget} />
      </WithFault>
    );
  }
  return (
    <Button loading loadingText={words.rowsSoFar(formats.count(shown.rows))}>
      {words.rowsSoFar(formats.count(shown.rows))}
    </Button>
  );
}

function WithFault({ fault, children }: { fault: string | null; children: ReactNode }) {
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {fault !== null && <StatusIndicator type="error">{fault}</StatusIndicator>}
      {children}
    </SpaceBetween>
  );
}
