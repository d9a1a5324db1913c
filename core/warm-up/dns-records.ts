import type { Domain } from './domain.ts';

/** A DNS record that a domain needs. Names and values are as they are entered at a DNS provider. */
export interface DnsRecord {
  purpose: 'dkim' | 'spf' | 'dmarc';
  type: 'CNAME' | 'TXT';
  name: string;
  expected: string;
  /** What the DNS holds; null when it was not looked up. */
  current: string | null;
  /** Null when it is not known: the identity provider answers for DKIM only. */
  ok: boolean | null;
}

/** What is to be put into the DNS of a domain, and what is known of it. */
export const dnsRecords = ({ domain, dkimTokens, status }: Pick<Domain, 'domain' | 'dkimTokens' | 'status'>) => [
  ...dkimTokens.map(
    (target): DnsRecord => ({
      purpose: 'dkim',
      type: 'CNAME',
      name: `${target.split('.')[0]}._domainkey.${domain}`,
      expected: target,
      current: null,
      ok: status === 'verified',
    }),
  ),
  text('spf', domain, 'v=spf1 include:amazonses.com ~all'),
  text('dmarc', `_dmarc.${domain}`, 'v=DMARC1; p=none;'),
];

const text = (purpose: 'spf' | 'dmarc', name: string, expected: string): DnsRecord => ({
  purpose,
  type: 'TXT',
  name,
  expected,
  current: null,
  ok: null,
});
