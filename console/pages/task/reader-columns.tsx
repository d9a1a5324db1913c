import type { RunRecipient } from '../../api/answers.ts';
import { reasonText } from '../../logic/reason-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Outcome } from '../../parts/outcome.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';

/** What became of each recipient, and of the mail that they got. */
export function useReaderColumns(): readonly [Column<RunRecipient>, ...Column<RunRecipient>[]] {
  const words = useWords();
  const { readers } = words.taskPage;
  return [
    { id: 'email', header: readers.address, minWidth: 200, cell: ({ email }) => <bdi>{email}</bdi> },
    { id: 'outcome', header: readers.outcome, minWidth: 120, cell: ({ outcome }) => <Outcome of={outcome} /> },
    {
      id: 'reason',
      header: readers.reason,
      minWidth: 220,
      cell: (recipient) => <bdi>{reasonText(recipient, words) ?? '–'}</bdi>,
    },
    { id: 'at', header: readers.at, minWidth: 130, cell: ({ at }) => <Maybe at={at} /> },
    {
      id: 'delivery',
      header: readers.delivery,
      minWidth: 140,
      cell: ({ delivery }) => (delivery === null ? '–' : words.task.deliveries[delivery.status]),
    },
    { id: 'opened', header: readers.opened, minWidth: 130, cell: ({ delivery }) => <Maybe at={delivery?.openedAt} /> },
    {
      id: 'clicked',
      header: readers.clicked,
      minWidth: 130,
      cell: ({ delivery }) => <Maybe at={delivery?.clickedAt} />,
    },
  ];
}

const Maybe = ({ at }: { at: string | null | undefined }) => (at ? <Time at={at} /> : '–');
