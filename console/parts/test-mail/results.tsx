import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import type { TestResult } from '../../api/answers.ts';
import { useSignedIn } from '../../api/session.ts';
import { reasonText } from '../../logic/reason-text.ts';
import { useWords } from '../../words/words.tsx';
import { type Column, DataTable, Empty } from '../data-table.tsx';
import { useFormats } from '../formats.ts';
import { Outcome } from '../outcome.tsx';

/** What became of the test, by address. */
export function Results({ results }: { results: readonly TestResult[] }) {
  const words = useWords();
  const formats = useFormats();
  const { columns: names, ...own } = words.sendTest;
  const sent = results.filter(({ outcome }) => outcome === 'sent').length;
  const columns: readonly [Column<TestResult>, ...Column<TestResult>[]] = [
    { id: 'address', header: names.address, minWidth: 200, cell: ({ email }) => <bdi>{email}</bdi> },
    { id: 'outcome', header: names.outcome, minWidth: 110, cell: ({ outcome }) => <Outcome of={outcome} /> },
    {
      id: 'reason',
      header: names.reason,
      minWidth: 220,
      cell: (result) => <bdi>{reasonText(result, words) ?? '–'}</bdi>,
    },
    { id: 'mail', header: names.mail, minWidth: 200, cell: (result) => <Mail {...result} /> },
  ];
  return (
    <Container
      header={
        <Header variant="h2" description={own.sentOf(formats.count(sent), formats.count(results.length))}>
          {own.results}
        </Header>
      }
    >
      <DataTable
        label={own.results}
        items={results}
        idOf={({ mailId }) => mailId}
        columns={columns}
        empty={<Empty title={own.noResults} />}
      />
    </Container>
  );
}

/** The way to what became of the mail later; on one machine, also to the mail itself. */
function Mail({ email, outcome, mailId }: TestResult) {
  const words = useWords().sendTest;
  const hasInbox = useSignedIn().product.features.includes('inbox');
  return (
    <>
      <Link href={`/console/people?q=${encodeURIComponent(email)}`}>{mailId}</Link>
      {hasInbox && outcome === 'sent' && (
        <div>
          <Link href={`/console/local/inbox?to=${encodeURIComponent(email)}`}>{words.inbox(email)}</Link>
        </div>
      )}
    </>
  );
}
