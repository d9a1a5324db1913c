import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import type { RunStatistics } from '../../../api/answers.ts';
import { reasonText } from '../../../logic/reason-text.ts';
import { DataTable, Empty } from '../../../parts/data-table.tsx';
import { useFormats } from '../../../parts/formats.ts';
import { Outcome } from '../../../parts/outcome.tsx';
import { useWords } from '../../../words/words.tsx';

interface ReasonsProps {
  taskId: string;
  /** Of a run that is not the task's own. */
  runId: string | undefined;
  reasons: RunStatistics['reasons'];
}

/** Why recipients have no mail, the most frequent reason first. */
export function Reasons({ taskId, runId, reasons }: ReasonsProps) {
  const words = useWords();
  const formats = useFormats();
  const { results, readers } = words.taskPage;
  const run = runId === undefined ? '' : `&run=${runId}`;
  return (
    <>
      <Header variant="h3">{results.reasons}</Header>
      <DataTable
        label={results.reasons}
        isFixed
        items={reasons}
        idOf={({ outcome, reason }) => `${outcome} ${reason}`}
        columns={[
          {
            id: 'reason',
            header: readers.reason,
            minWidth: 220,
            cell: (each) => <bdi>{reasonText(each, words) ?? results.otherReasons}</bdi>,
          },
          { id: 'outcome', header: readers.outcome, cell: ({ outcome }) => <Outcome of={outcome} /> },
          {
            id: 'recipients',
            header: results.recipients,
            cell: ({ outcome, recipients }) => (
              <Link href={`/console/tasks/${taskId}?tab=readers&outcome=${outcome}${run}`}>
                {formats.count(recipients)}
              </Link>
            ),
          },
        ]}
        empty={<Empty title={results.noReasons} />}
      />
    </>
  );
}
