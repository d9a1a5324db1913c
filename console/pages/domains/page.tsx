import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Domain } from '../../api/answers.ts';
import { useDomains } from '../../api/domains.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { problemsIn } from '../../logic/dns.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { DomainStatus } from '../../parts/domain-status.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Failed } from '../../parts/problem.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import { AddDomain } from './add-domain.tsx';

/** The sending domains, and what each has sent today. */
export function DomainsPage() {
  const { domains: words } = useWords();
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = useDomains();
  const columns = useColumns();
  const add = <AddButton onAdd={() => setAdding(true)} />;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <DataTable
        title={words.title}
        label={words.title}
        actions={add}
        items={data}
        idOf={({ domain }) => domain}
        columns={columns}
        empty={<Empty title={words.empty} why={words.emptyWhy} action={add} />}
      />
      {isAdding && <AddDomain onClose={() => setAdding(false)} />}
    </>
  );
}

function AddButton({ onAdd }: { onAdd: () => void }) {
  const words = useWords();
  const { role } = useSignedIn();
  const may = mayDo(role, 'admin');
  return (
    <Button
      variant="primary"
      disabled={!may}
      {...(!may && { disabledReason: words.needsRole(words.roles.admin) })}
      onClick={onAdd}
    >
      {words.domains.add}
    </Button>
  );
}

function useColumns(): readonly [Column<Domain>, ...Column<Domain>[]] {
  const words = useWords().domains;
  const formats = useFormats();
  return [
    {
      id: 'domain',
      header: words.columns.domain,
      minWidth: 200,
      cell: ({ domain }) => <Link href={`/console/domains/${encodeURIComponent(domain)}`}>{domain}</Link>,
    },
    {
      id: 'status',
      header: words.columns.status,
      minWidth: 150,
      cell: (domain) => <DomainStatus status={domain.status} />,
    },
    {
      id: 'dns',
      header: words.columns.dns,
      minWidth: 160,
      cell: ({ dns }) => <DnsProblems problems={problemsIn(dns)} />,
    },
    { id: 'today', header: words.columns.today, minWidth: 220, cell: ({ warmUp }) => <Today warmUp={warmUp} /> },
    {
      id: 'level',
      header: words.columns.level,
      cell: ({ warmUp: { level } }) => (level === null ? '–' : formats.count(level)),
    },
    {
      id: 'held',
      header: words.columns.held,
      minWidth: 130,
      cell: ({ warmUp: { heldUntil } }) => (heldUntil === null ? '–' : <Time at={heldUntil} />),
    },
  ];
}

function DnsProblems({ problems }: { problems: number | null }) {
  const { dns } = useWords().domains;
  if (problems === null) return <StatusIndicator type="pending">{dns.notRead}</StatusIndicator>;
  return (
    <StatusIndicator type={problems === 0 ? 'success' : 'warning'}>
      {problems === 0 ? dns.allRight : dns.problems(problems)}
    </StatusIndicator>
  );
}

/** Mails of today, of how many. */
function Today({ warmUp: { sent, other, limitOther, limit } }: Pick<Domain, 'warmUp'>) {
  const words = useWords();
  const formats = useFormats();
  const used = sent + (limitOther ? other : 0);
  if (limit === null) return <Box>{words.domains.unlimited(formats.count(used))}</Box>;
  return (
    <ProgressBar
      ariaLabel={words.domains.columns.today}
      value={Math.min(100, (used / Math.max(1, limit)) * 100)}
      description={words.task.ofAll(formats.count(used), formats.count(limit))}
    />
  );
}
