import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useDomain } from '../../api/domains.ts';
import { useEvents } from '../../api/task.ts';
import { type LogEntry, logOf, runEvents } from '../../logic/task-log.ts';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/words.tsx';
import type { TabProps } from './tab-props.ts';

/** What happened to the task and who did it, newest first. */
export function Log({ task, runs }: TabProps) {
  const { log } = useWords().taskPage;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useEvents(task);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <SpaceBetween size="s">
      <Entries items={data === undefined ? undefined : logOf(data, runs, !hasNextPage)} />
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {log.older}
        </Button>
      )}
    </SpaceBetween>
  );
}

/** What moved a run or held it, latest first: the newest of the log alone. */
export function RunEvents({ task, shown }: Pick<TabProps, 'task' | 'shown'>) {
  const words = useWords().taskPage;
  const { data } = useEvents(task);
  const { data: domain } = useDomain(task.domain);
  const entries = runEvents(data ?? [], shown, domain?.warmUp ?? null);
  if (entries.length === 0) return null;
  return (
    <>
      <Header variant="h3" headingTagOverride="h2">
        {words.progress.events}
      </Header>
      <Entries items={entries} />
    </>
  );
}

/** `items` undefined while they are read. */
function Entries({ items }: { items: readonly LogEntry[] | undefined }) {
  const words = useWords();
  const { log } = words.taskPage;
  return (
    <Table
      variant="embedded"
      wrapLines
      loading={items === undefined}
      loadingText={log.loading}
      empty={log.empty}
      ariaLabels={{ tableLabel: log.label }}
      items={items ?? []}
      trackBy={({ at, kind, runId }) => `${at} ${kind} ${runId}`}
      columnDefinitions={[
        { id: 'at', header: log.at, width: 200, cell: ({ at }) => <Time at={at} />, isRowHeader: true },
        { id: 'what', header: log.what, cell: (entry) => <WhatHappened entry={entry} /> },
        { id: 'who', header: log.who, width: 200, cell: ({ by }) => (by === null ? words.product : <bdi>{by}</bdi>) },
      ]}
    />
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

function sentenceOf({ kind, because }: LogEntry, { taskPage, warmUp, sentences }: Words): string {
  if (kind === 'raised' || kind === 'lowered') return warmUp[kind](because ?? '');
  const { holdReasons, errorReasons, missed, log } = taskPage;
  const reason =
    holdReasons[because as keyof typeof holdReasons] ??
    errorReasons[because as keyof typeof errorReasons] ??
    missed[because as keyof typeof missed];
  return reason === undefined ? log.kinds[kind] : sentences(log.kinds[kind], reason);
}
