import Table from '@cloudscape-design/components/table';
import { type LogEntry, logOf } from '../../logic/task-log.ts';
import { Time } from '../../parts/time.tsx';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/words.tsx';
import type { TabProps } from './tab-props.ts';

/** What happened to the task, newest first. */
export function Log({ task, runs }: TabProps) {
  const words = useWords();
  const { log } = words.taskPage;
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: log.label }}
      items={logOf(task, runs)}
      trackBy={({ at, kind, runId }) => `${at} ${kind} ${runId}`}
      columnDefinitions={[
        { id: 'at', header: log.at, width: 200, cell: ({ at }) => <Time at={at} />, isRowHeader: true },
        { id: 'what', header: log.what, cell: (entry) => whatHappened(entry, words) },
      ]}
    />
  );
}

function whatHappened({ kind, because }: LogEntry, { taskPage, sentences }: Words): string {
  const { holdReasons, errorReasons, missed, log } = taskPage;
  const reason =
    holdReasons[because as keyof typeof holdReasons] ??
    errorReasons[because as keyof typeof errorReasons] ??
    missed[because as keyof typeof missed];
  return reason === undefined ? log.kinds[kind] : sentences(log.kinds[kind], reason);
}
