import type { Params } from '../problems.ts';
import type { Domain, MailFrom } from '../warm-up/domain.ts';
import type { DnsAnswer, DnsType } from './dns.ts';
import { type DnsSeen, dkimName, dmarcNames, seenAt } from './dns-seen.ts';

/**
 * `mail-from` and `spf` belong to the domain that bounces go back to: receivers check SPF against that one, and a
 * record of the From domain changes nothing. DKIM alone passes DMARC: these two improve a domain, and hold nothing up.
 */
export const DNS_PURPOSES = ['dkim', 'mail-from', 'spf', 'dmarc', 'mx'] as const;

/**
 * What to do about a record, for programs:
 *
 * - `add` and `change`: make it `value` at `name`, and the only one there. `merge`: change the record to `value`.
 * - `plus-all`: end it in ~all. `several`: keep one of the `count` records at `name`. `no-policy`: add one to that at
 *   `name`. `no-mx`: let mail for `domain` go to some server.
 * - `not-seen-yet`: wait. `unknown`: look again.
 */
export const DNS_CODES = [
  'add',
  'change',
  'merge',
  'plus-all',
  'not-seen-yet',
  'no-policy',
  'several',
  'no-mx',
  'unknown',
] as const;
type DnsCode = (typeof DNS_CODES)[number];

/** A DNS record that a domain needs. Names and values are as they are entered at a DNS provider. */
export interface DnsRecord {
  purpose: (typeof DNS_PURPOSES)[number];
  type: DnsType;
  name: string;
  expected: string;
  /** The records found; null when there is none, or no lookup was made. */
  current: string | null;
  /** Null when it is not known: the DNS was not looked up, or did not answer in time. */
  ok: boolean | null;
  /** What to do, in plain words; null when there is nothing to do, or it is not known. */
  hint: string | null;
  /** The same for programs, with the values that it names; null when there is nothing to do. */
  code: DnsCode | null;
  params: Params;
}

/** What one record was found to be. */
type Finding = Pick<DnsRecord, 'current' | 'ok' | 'hint' | 'code' | 'params'>;

const SPF_INCLUDE = 'include:amazonses.com';
const SPF = `v=spf1 ${SPF_INCLUDE} ~all`;
const DMARC = 'v=DMARC1; p=none;';
const NOT_LOOKED_UP: Finding = { current: null, ok: null, hint: null, code: 'unknown', params: {} };

const right = (current: string | null): Finding => ({ current, ok: true, hint: null, code: null, params: {} });

const wrong = (current: string | null, code: DnsCode, params: Params, hint: string): Finding => ({
  current,
  ok: false,
  hint,
  code,
  params,
});

/** A record that a domain needs, the record that was found, and the change to make. */
export function dnsRecords(
  { domain, dkimTokens, mailFrom, status }: Pick<Domain, 'domain' | 'dkimTokens' | 'mailFrom' | 'status'>,
  seen: DnsSeen | undefined,
): DnsRecord[] {
  return [
    ...dkimTokens.map((expected): DnsRecord => {
      const name = dkimName(domain, expected);
      const finding = findDkim(seenAt(seen, 'CNAME', name), { name, expected, status });
      return { purpose: 'dkim', type: 'CNAME', name, expected, ...finding };
    }),
    ...(mailFrom ? mailFromRecords(mailFrom, seen) : []),
    { purpose: 'dmarc', type: 'TXT', name: `_dmarc.${domain}`, expected: DMARC, ...findDmarc(seen, domain) },
    {
      purpose: 'mx',
      type: 'MX',
      name: domain,
      expected: 'a mail server that accepts replies, such as 10 mail.example.com',
      ...findMx(seenAt(seen, 'MX', domain), domain),
    },
  ];
}

function mailFromRecords({ domain, mx }: MailFrom, seen: DnsSeen | undefined): DnsRecord[] {
  const bounces = findMailFrom(seenAt(seen, 'MX', domain), { domain, mx });
  return [
    { purpose: 'mail-from', type: 'MX', name: domain, expected: mx, ...bounces },
    { purpose: 'spf', type: 'TXT', name: domain, expected: SPF, ...findSpf(seenAt(seen, 'TXT', domain), domain) },
  ];
}

/** Whether a domain is known to have no DMARC record, neither its own nor a parent's. */
export const lacksDmarc = (domain: string, seen: DnsSeen | undefined): boolean => findDmarc(seen, domain).ok === false;

const sameHost = (a: string, b: string): boolean => a.toLowerCase().replace(/\.$/, '') === b.toLowerCase();

function findDkim(
  answer: DnsAnswer,
  { name, expected, status }: { name: string; expected: string; status: Domain['status'] },
): Finding {
  // The identity provider looks for itself: while it is content, a slow answer is no reason to doubt.
  if (answer.kind === 'unknown') return status === 'verified' ? right(null) : NOT_LOOKED_UP;
  const record = { name, value: expected };
  if (answer.kind === 'missing') {
    return wrong(null, 'add', record, `Add a CNAME record ${name} with the value ${expected}.`);
  }
  const current = answer.values.join(', ');
  if (answer.values.length === 1 && sameHost(current, expected)) {
    if (status === 'verified') return right(current);
    const hint = 'The record is right; the mail service has not seen it yet, which may take some hours.';
    return { ...right(current), hint, code: 'not-seen-yet' };
  }
  const hint = `Change the CNAME record ${name} to ${expected}. A proxy in front of it must be off.`;
  return wrong(current, 'change', record, hint);
}

/** The identity provider uses the domain only while it has this one MX record and no other. */
function findMailFrom(answer: DnsAnswer, { domain, mx }: MailFrom): Finding {
  if (answer.kind === 'unknown') return NOT_LOOKED_UP;
  const wish = `an MX record ${domain} with the value ${mx}`;
  const record = { name: domain, value: mx };
  if (answer.kind === 'missing') {
    return wrong(null, 'add', record, `Add ${wish}: bounces go back there, and SPF is aligned.`);
  }
  const current = answer.values.join(', ');
  if (answer.values.length === 1 && sameHost(current, mx)) return right(current);
  return wrong(current, 'change', record, `Keep ${wish}, and no other.`);
}

function findSpf(answer: DnsAnswer, domain: string): Finding {
  if (answer.kind === 'unknown') return NOT_LOOKED_UP;
  const records = answer.kind === 'found' ? answer.values.filter((text) => /^v=spf1(\s|$)/i.test(text)) : [];
  const [record] = records;
  if (record === undefined) {
    const hint = `Add a TXT record ${domain} with the value ${SPF}.`;
    return wrong(null, 'add', { name: domain, value: SPF }, hint);
  }
  const current = records.join(' | ');
  if (records.length > 1) {
    const hint = `There are ${records.length} SPF records, so mail servers ignore them all: merge them into one with ${SPF_INCLUDE}.`;
    return wrong(current, 'several', { name: domain, count: records.length }, hint);
  }
  const terms = record.toLowerCase().split(/\s+/);
  if (!terms.includes(SPF_INCLUDE) && !terms.includes(`+${SPF_INCLUDE}`)) {
    const merged = record.replace(/^v=spf1/i, `v=spf1 ${SPF_INCLUDE}`);
    const hint = `Keep the record, and add the mail service to it: ${merged}`;
    return wrong(current, 'merge', { name: domain, value: merged }, hint);
  }
  if (terms.includes('+all') || terms.includes('all')) {
    const hint = 'The record ends in +all, which lets everybody send as you: end it in ~all.';
    return wrong(current, 'plus-all', { name: domain }, hint);
  }
  return right(current);
}

function findDmarc(seen: DnsSeen | undefined, domain: string): Finding {
  const add = `Add a TXT record _dmarc.${domain} with the value ${DMARC} Gmail and Yahoo require it for bulk mail.`;
  let isKnown = true;
  for (const name of dmarcNames(domain)) {
    const answer = seenAt(seen, 'TXT', name);
    if (answer.kind === 'unknown') isKnown = false;
    if (answer.kind !== 'found') continue;
    const records = answer.values.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
    if (records.length === 0) continue;
    const current = records.join(' | ');
    if (records.length > 1) {
      const hint = `There are ${records.length} DMARC records at ${name}, so mail servers ignore them all: keep one.`;
      return wrong(current, 'several', { name, count: records.length }, hint);
    }
    if (!/;\s*p\s*=\s*(none|quarantine|reject)\s*(;|$)/i.test(current)) {
      return wrong(current, 'no-policy', { name }, `The record at ${name} has no policy: add p=none; to it.`);
    }
    return right(current);
  }
  return isKnown ? wrong(null, 'add', { name: `_dmarc.${domain}`, value: DMARC }, add) : NOT_LOOKED_UP;
}

function findMx(answer: DnsAnswer, domain: string): Finding {
  if (answer.kind === 'unknown') return NOT_LOOKED_UP;
  const hosts = answer.kind === 'found' ? answer.values : [];
  // "0 ." means that a domain accepts no mail (RFC 7505).
  const servers = hosts.filter((host) => !/^\d+\s*\.?$/.test(host));
  if (servers.length > 0) return right(servers.join(', '));
  const hint = `Nobody can reply to an address of ${domain}, and some mail servers trust such mail less: add an MX record with a mail server that accepts replies.`;
  return wrong(hosts.length > 0 ? hosts.join(', ') : null, 'no-mx', { domain }, hint);
}
