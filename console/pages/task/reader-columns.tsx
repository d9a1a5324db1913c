import Button from '@cloudscape-design/components/button';
import type { RunRecipient } from '../../api/answers.ts';
import { reasonText } from '../../logic/reason-text.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Outcome } from '../../parts/outcome.tsx';
import { PersonLink } from '../../parts/person-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';

/** What became of each recipient, and of the mail that they got. */
export function useReaderColumns(
  onOpen: (of: RunRecipient) => void,
): readonly [Column<RunRecipient>, ...Column<RunRecipient>[]] {
  const words = useWords();
  const { people, suppressions } = words;
  const { readers } = words.taskPage;
  return [
    { id: 'email', header: readers.address, minWidth: 200, cell: ({ email }) => <PersonLink email={email} /> },
    { id: 'outcome', header: readers.outcome, minWidth: 110, cell: ({ outcome }) => <Outcome of={outcome} /> },
    {
      id: 'reason',
      header: readers.reason,
      minWidth: 180,
      cell: (recipient) => <bdi>{reasonText(recipient, words) ?? '–'}</bdi>,
    },
    { id: 'at', header: readers.at, minWidth: 120, cell: ({ at }) => <Maybe at={at} /> },
    {
      id: 'delivery',
      header: readers.delivery,
      minWidth: 110,
      cell: ({ delivery }) => (delivery === null ? '–' : words.task.deliveries[delivery.status]),
    },
    { id: 'opened', header: readers.opened, minWidth: 110, cell: ({ delivery }) => <Maybe at={delivery?.openedAt} /> },
    {
      id: 'clicked',
      header: readers.clicked,
      minWidth: 110,
      cell: ({ delivery }) => <Maybe at={delivery?.clickedAt} />,
    },
    {
      id: 'open',
      header: suppressions.columns.action,
      minWidth: 80,
      cell: (recipient) =>
        recipient.mailId === null ? (
          '–'
        ) : (
          <Button variant="inline-link" ariaLabel={people.openMail(recipient.email)} onClick={() => onOpen(recipient)}>
            {people.open}
          </Button>
        ),
    },
  ];
}

const Maybe = ({ at }: { at: string | null | undefined }) => (at ? <Time at={at} /> : '–');
