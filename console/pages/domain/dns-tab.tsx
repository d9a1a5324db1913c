import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import type { Domain } from '../../api/answers.ts';
import { useDnsWatch, useVerify } from '../../api/domains.ts';
import { useProblem } from '../../api/problems.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { byUrgency, likelyZone, shortName, zoneFile } from '../../logic/dns.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { download } from '../../parts/download.ts';
import { useWords } from '../../words/words.tsx';
import { useDnsColumns } from './dns-columns.tsx';

/** The records that the domain needs, what the DNS holds, and what to change: what fails comes first. */
export function DnsTab({ domain }: { domain: Domain }) {
  const words = useWords();
  const [isShort, setShort] = useState(false);
  const zone = likelyZone(domain.domain);
  const nameOf = (name: string): string => (isShort ? shortName(name, zone) : name);
  const columns = useDnsColumns(nameOf);
  return (
    <SpaceBetween size="l">
      <Standing domain={domain} />
      <DataTable
        label={words.domains.dns.title}
        items={byUrgency(domain.dns)}
        idOf={({ purpose, name, type }) => `${purpose} ${type} ${name}`}
        columns={columns}
        filter={
          <SpaceBetween direction="horizontal" size="l" alignItems="center">
            <Toggle checked={isShort} onChange={({ detail }) => setShort(detail.checked)}>
              {words.domains.dns.short(zone)}
            </Toggle>
            <Button
              iconName="download"
              onClick={() => download(`${domain.domain}.zone`, zoneFile(domain.dns), 'text/plain')}
            >
              {words.domains.dns.zoneFile}
            </Button>
          </SpaceBetween>
        }
        empty={words.domains.dns.notRead}
      />
    </SpaceBetween>
  );
}

/** Whether the domain may send, and when the DNS was looked at. */
function Standing({ domain }: { domain: Domain }) {
  const { domains: words } = useWords();
  if (domain.status === 'verified') {
    return (
      <Alert type="success" header={words.dns.verified} action={<LookButton domain={domain} />}>
        {words.dns.next} <Link href="/console/senders">{words.dns.toSenders}</Link>
      </Alert>
    );
  }
  return (
    <Alert type="warning" header={words.dns.pending} action={<LookButton domain={domain} />}>
      {words.dns.pendingWhy}
    </Alert>
  );
}

/** Looks again by itself for a while; then whenever somebody asks. */
function LookButton({ domain }: { domain: Domain }) {
  const words = useWords();
  const { role } = useSignedIn();
  const may = mayDo(role, 'admin');
  const [openedAt] = useState(() => performance.now());
  const watch = useDnsWatch(domain, may, openedAt);
  const { mutate, isPending, error } = useVerify();
  const { text } = useProblem(error);
  return (
    <SpaceBetween size="xxs">
      <Button
        loading={isPending || watch.isFetching}
        disabled={!may}
        {...(!may && { disabledReason: words.needsRole(words.roles.admin) })}
        onClick={() => mutate(domain.domain)}
      >
        {words.domains.dns.look}
      </Button>
      {text !== undefined && <Box color="text-status-error">{text}</Box>}
    </SpaceBetween>
  );
}
