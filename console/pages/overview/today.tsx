import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import type { Overview } from '../../api/overview.ts';
import type { WeekSum } from '../../logic/week.ts';
import { Count } from '../../parts/count.tsx';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

type Domain = Overview['domains'][number];

/** What each domain has sent today, and may still send. */
export function Today({ domains }: { domains: readonly Domain[] }) {
  const { overview: words } = useWords();
  const columns = useColumns();
  return (
    <Container
      header={
        <Header variant="h2" description={words.domainsWhy}>
          {words.domains}
        </Header>
      }
    >
      <DataTable
        label={words.domains}
        items={domains}
        idOf={({ domain }) => domain}
        columns={columns}
        empty={<Empty title={words.noDomains} />}
      />
    </Container>
  );
}

function useColumns(): [Column<Domain>, ...Column<Domain>[]] {
  const { overview: words } = useWords();
  const { count } = useFormats();
  const orNone = (n: number | null) => (n === null ? '–' : count(n));
  return [
    {
      id: 'domain',
      header: words.columns.domain,
      cell: ({ domain }) => <Link href={`/console/domains/${domain}`}>{domain}</Link>,
    },
    {
      id: 'sent',
      header: words.columns.sent,
      cell: ({ sent, limit }) =>
        limit === null ? words.noLimit(count(sent)) : words.ofLimit(count(sent), count(limit)),
    },
    { id: 'left', header: words.columns.left, cell: ({ left }) => orNone(left) },
    { id: 'reserved', header: words.columns.reserved, cell: ({ reserved }) => count(reserved) },
    { id: 'other', header: words.columns.other, cell: ({ other }) => count(other) },
    { id: 'level', header: words.columns.level, cell: ({ level }) => orNone(level) },
  ];
}

/** The bulk mail of the last seven quota days, all domains together. */
export function Week({ sum }: { sum: WeekSum }) {
  const { overview: words } = useWords();
  const { share } = useFormats();
  const withRate = (n: number, rate: number | null) => (
    <>
      <Count of={n} />
      {rate !== null && ` (${share(rate)})`}
    </>
  );
  return (
    <Container header={<Header variant="h2">{words.week}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: words.accepted, value: <Count of={sum.accepted} /> },
          { label: words.delivered, value: withRate(sum.delivered, sum.rates.delivered) },
          { label: words.bounced, value: withRate(sum.bounced, sum.rates.bounced) },
          { label: words.complained, value: withRate(sum.complained, sum.rates.complained) },
        ]}
      />
    </Container>
  );
}
