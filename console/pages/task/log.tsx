import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useEvents } from '../../api/task.ts';
import { type LogEntry, logOf } from '../../logic/task-log.ts';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/words.tsx';
import type { TabProps } from './tab-props.ts';

/** What happened to the task and who did it, newest first. */
export function Log({ task, runs }: TabProps) {
  const words = useWords();
  const { log } = words.taskPage;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useEvents(task);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <SpaceBetween size="s">
      <Table
        variant="embedded"
        wrapLines
        loading={data === undefined}
        loadingText={log.loading}
        empty={log.empty}
        ariaLabels={{ tableLabel: log.label }}
        items={data === undefined ? [] : logOf(data, runs, !hasNextPage)}
        trackBy={({ at, kind, runId }) => `${at} ${kind} ${runId}`}
        columnDefinitions={[
          { id: 'at', header: log.at, width: 200, cell: ({ at }) => <Time at={at} />, isRowHeader: true },
          { id: 'what', header: log.what, cell: (entry) => <WhatHappened entry={entry} /> },
          { id: 'who', header: log.who, width: 200, cell: ({ by }) => (by === null ? words.product : <bdi>{by}</bdi>) },
        ]}
      />
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {log.older}
        </Button>
      )}
    </SpaceBetween>
  );
}

function WhatHappened({ entry }: { entry: LogEntry }) {
  const words = useWords();
  return (
    <>
      {sentenceOf(entry, words)}
      {entry.until !== null && (
        <>
          {' '}
          {words.taskPage.log.goesOn} <Time at={entry.until} />
        </>
      )}
    </>
  );
}

function sentenceOf({ kind, because }: LogEntry, { taskPage, sentences }: Words): string {
  const { holdReasons, errorReasons, missed, log } = taskPage;
  const reason =
    holdReasons[because as keyof typeof holdReasons] ??
    errorReasons[because as keyof typeof errorReasons] ??
    missed[because as keyof typeof missed];
  return reason === undefined ? log.kinds[kind] : sentences(log.kinds[kind], reason);
}
