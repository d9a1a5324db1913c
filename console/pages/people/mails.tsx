import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useState } from 'react';
import type { PersonMail } from '../../api/answers.ts';
import { mailTitle } from '../../logic/person-sentence.ts';
import { reasonText } from '../../logic/reason-text.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { Outcome } from '../../parts/outcome.tsx';
import { SentMail } from '../../parts/sent-mail.tsx';
import { Time } from '../../parts/time.tsx';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';

/** What was sent to the person, or would have been, and what became of it. */
export function Mails({ mails, email }: { mails: readonly PersonMail[]; email: string }) {
  const words = useWords().people;
  const [open, setOpen] = useState<PersonMail>();
  const columns = useColumns(email, setOpen);
  return (
    <>
      <DataTable
        isFixed
        label={words.mails}
        items={mails}
        idOf={({ mailId, runId }) => mailId ?? runId ?? ''}
        columns={columns}
        empty={<Empty title={words.noMails} />}
      />
      {open && <OpenMail key={open.mailId} mail={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function OpenMail({ mail, onClose }: { mail: PersonMail; onClose: () => void }) {
  const { sentMail } = useWords().people;
  return (
    <SidePanel header={sentMail} onClose={onClose}>
      <SentMail mailId={mail.mailId} isSingle={mail.taskId === null} delivery={mail.delivery} />
    </SidePanel>
  );
}

function useColumns(
  email: string,
  onOpen: (mail: PersonMail) => void,
): readonly [Column<PersonMail>, ...Column<PersonMail>[]] {
  const words = useWords();
  const { people, task, taskPage } = words;
  const { readers } = taskPage;
  return [
    { id: 'mail', header: people.mail, minWidth: 200, cell: (mail) => <Title mail={mail} email={email} /> },
    {
      id: 'outcome',
      header: readers.outcome,
      minWidth: 120,
      cell: ({ outcome }) => (outcome === null ? people.coming : <Outcome of={outcome} />),
    },
    {
      id: 'reason',
      header: readers.reason,
      minWidth: 200,
      cell: (mail) => <bdi>{reasonText(mail, words) ?? '–'}</bdi>,
    },
    { id: 'at', header: readers.at, minWidth: 140, cell: ({ at }) => (at === null ? '–' : <Time at={at} />) },
    {
      id: 'delivery',
      header: readers.delivery,
      minWidth: 120,
      cell: ({ delivery }) => (delivery === null ? '–' : task.deliveries[delivery.status]),
    },
    {
      id: 'open',
      header: words.suppressions.columns.action,
      minWidth: 100,
      cell: (mail) =>
        mail.mailId === null ? (
          '–'
        ) : (
          <Button
            variant="inline-link"
            ariaLabel={people.openMail(mailTitle(mail, words))}
            onClick={() => onOpen(mail)}
          >
            {people.open}
          </Button>
        ),
    },
  ];
}

function Title({ mail, email }: { mail: PersonMail; email: string }) {
  const words = useWords();
  const title = <bdi className="raw">{mailTitle(mail, words)}</bdi>;
  if (mail.taskId === null) return `${words.people.single}: ${mailTitle(mail, words)}`;
  const search = new URLSearchParams({ tab: 'readers', run: mail.runId ?? '', email });
  return <Link href={`/console/tasks/${mail.taskId}?${search}`}>{title}</Link>;
}
