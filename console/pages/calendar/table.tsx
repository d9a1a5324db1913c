import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import { type ReactNode, useState } from 'react';
import type { CalendarDay, CalendarEntry } from '../../logic/calendar.ts';
import { Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** A day, or below it a task that sends on it. */
type Row = { id: string; day: CalendarDay; entry?: CalendarEntry };

interface CalendarTableProps {
  days: readonly CalendarDay[];
  nameOf: (taskId: string) => string;
}

/** The days on which something is sent; each opens to its tasks. */
export function CalendarTable({ days, nameOf }: CalendarTableProps) {
  const { calendar: words, common, ramp, warmUp } = useWords();
  const formats = useFormats();
  const [expanded, setExpanded] = useState<readonly Row[]>([]);
  const rows = days.filter(({ mails }) => mails > 0).map((day): Row => ({ id: day.day, day }));
  const first = ({ day, entry }: Row): ReactNode =>
    entry === undefined ? formats.day(day.day) : <TaskLink taskId={entry.taskId} name={nameOf(entry.taskId)} />;
  return (
    <Table
      variant="borderless"
      wrapLines
      enableKeyboardNavigation
      ariaLabels={{
        tableLabel: words.label,
        expandButtonLabel: ({ day }) => words.expand(formats.day(day.day)),
        collapseButtonLabel: ({ day }) => words.collapse(formats.day(day.day)),
      }}
      renderAriaLive={({ firstIndex, lastIndex }) => common.rowsShown(firstIndex, lastIndex)}
      items={rows}
      trackBy="id"
      expandableRows={{
        getItemChildren: ({ day, entry }) =>
          entry === undefined ? day.entries.map((own) => ({ id: own.id, day, entry: own })) : [],
        isItemExpandable: ({ entry }) => entry === undefined,
        expandedItems: expanded,
        onExpandableItemToggle: ({ detail: { item, expanded: isOpen } }) =>
          setExpanded(isOpen ? [...expanded, item] : expanded.filter(({ id }) => id !== item.id)),
      }}
      columnDefinitions={[
        { id: 'day', header: `${ramp.day} / ${warmUp.task}`, isRowHeader: true, minWidth: 180, cell: first },
        {
          id: 'mails',
          header: ramp.mails,
          cell: ({ day, entry }) => formats.count(entry === undefined ? day.mails : entry.mails),
        },
        {
          id: 'what',
          header: words.what,
          minWidth: 140,
          cell: ({ day, entry }) =>
            entry === undefined ? words.tasks(day.entries.length) : whatOf(entry, words).join(' ') || '–',
        },
        {
          id: 'domain',
          header: words.domain,
          minWidth: 160,
          cell: ({ day, entry }) => entry?.domain ?? day.domains.map(({ domain }) => domain).join(' '),
        },
      ]}
      empty={<Empty title={words.empty} />}
    />
  );
}

const whatOf = ({ starts, finishes }: CalendarEntry, words: { begins: string; ends: string }): string[] => [
  ...(starts ? [words.begins] : []),
  ...(finishes ? [words.ends] : []),
];

const TaskLink = ({ taskId, name }: { taskId: string; name: string }) => (
  <Link href={`/console/tasks/${encodeURIComponent(taskId)}`}>
    <bdi>{name}</bdi>
  </Link>
);
