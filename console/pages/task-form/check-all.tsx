import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useState } from 'react';
import { useProblem } from '../../api/problems.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';
import type { Outlook } from './use-outlook.ts';

type CheckAllProps = NonNullable<Outlook['all']> & {
  size: number;
  /** Whether what is shown is of all recipients already. */
  isDone: boolean;
};

/** Looks at all recipients of lists that are too long to do so at each change. */
export function CheckAll({ isAsking, error, start, stop, size, isDone }: CheckAllProps) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  const { text } = useProblem(isAsking ? null : error);
  const seconds = useSeconds(isAsking);
  if (isAsking) {
    return (
      <SpaceBetween size="xs">
        <StatusIndicator type="loading" wrapText>
          {words.checkingAll(formats.count(size), formats.count(seconds))}
        </StatusIndicator>
        <Button formAction="none" onClick={stop}>
          {words.stop}
        </Button>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="xs">
      {text !== undefined && <Alert type="warning">{text}</Alert>}
      {!isDone && (
        <Button formAction="none" onClick={start}>
          {words.checkAll(formats.count(size))}
        </Button>
      )}
    </SpaceBetween>
  );
}

/** Seconds since something began to run. */
function useSeconds(isRunning: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!isRunning) return;
    const timer = setInterval(() => setSeconds((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return seconds;
}
