import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { useDomains } from '../../api/domains.ts';
import type { StatisticsRange } from '../../api/statistics.ts';
import { byDomain, type DomainSum } from '../../logic/statistics.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** What each domain has sent in the days: mail to lists, and tests and single mails, which are counted nowhere else. */
export function ByDomain({ range }: { range: StatisticsRange }) {
  const { statistics: words, warmUp } = useWords();
  const formats = useFormats();
  const domains = useDomains().data;
  const columns: [Column<DomainSum>, ...Column<DomainSum>[]] = [
    {
      id: 'domain',
      header: words.domain,
      minWidth: 200,
      cell: ({ domain }) => (
        <Link href={`/console/statistics?${new URLSearchParams({ from: range.from, to: range.to, domain })}`}>
          <bdi>{domain}</bdi>
        </Link>
      ),
    },
    { id: 'bulk', header: words.bulk, cell: ({ bulk }) => formats.count(bulk) },
    { id: 'other', header: warmUp.other, cell: ({ other }) => formats.count(other) },
  ];
  return (
    <Container
      header={
        <Header variant="h2" description={words.byDomainWhy}>
          {words.byDomain}
        </Header>
      }
    >
      <DataTable
        label={words.byDomain}
        isFixed
        items={domains && byDomain(domains, range)}
        idOf={({ domain }) => domain}
        columns={columns}
        empty={<Empty title={words.noDomain} />}
      />
    </Container>
  );
}
