import { DAY, type Instant } from '../clock.ts';
import { dnsSeenKey } from '../keys.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Item, Tables } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';
import type { Dns, DnsAnswer, DnsType } from './dns.ts';

/** How long a stored answer is shown; afterwards it counts as not looked up. */
const KEPT_FOR = 90 * DAY;
/** Bounds of the stored records, which others control. */
const MAX_VALUES = 20;
const MAX_VALUE_LENGTH = 1_000;
/** How many parents are searched for a DMARC record. */
const MAX_PARENTS = 3;

/** The stored DNS answers of a domain. */
export interface DnsSeen {
  at: Instant;
  /** By `type name`. */
  answers: Record<string, DnsAnswer>;
}

const row = rowOf<DnsSeen & { ttl: number }>('DNS answers');

const nameOf = (type: DnsType, name: string): string => `${type} ${name}`;

/** The records found under a name. */
export const seenAt = (seen: DnsSeen | undefined, type: DnsType, name: string): DnsAnswer =>
  seen?.answers[nameOf(type, name)] ?? { kind: 'unknown' };

/** `_dmarc` names whose record applies to a domain: its own first, then those of its parents of two labels and more. */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split('.');
  return labels
    .slice(0, Math.max(1, labels.length - 1))
    .map((_, i) => `_dmarc.${labels.slice(i).join('.')}`)
    .slice(0, MAX_PARENTS + 1);
}

/** The name of a DKIM record: `<selector>._domainkey.<domain>`. */
export const dkimName = (domain: string, target: string): string => `${target.split('.')[0]}._domainkey.${domain}`;

/** Looks up all records that a domain needs, concurrently, and stores the answers. */
export async function lookUpDns(
  { tables, dns }: { tables: Tables; dns: Dns },
  { domain, dkimTokens, mailFrom }: Pick<Domain, 'domain' | 'dkimTokens' | 'mailFrom'>,
  now: Instant,
): Promise<DnsSeen> {
  const questions: [DnsType, string][] = [
    ...dkimTokens.map((target): [DnsType, string] => ['CNAME', dkimName(domain, target)]),
    ...(mailFrom ? (['MX', 'TXT'] as const).map((type): [DnsType, string] => [type, mailFrom.domain]) : []),
    ['MX', domain],
    ...dmarcNames(domain).map((name): [DnsType, string] => ['TXT', name]),
  ];
  const answers = await Promise.all(
    questions.map(async ([type, name]) => [nameOf(type, name), bounded(await dns.lookUp(name, type))] as const),
  );
  const seen = { at: now, answers: Object.fromEntries(answers) };
  const item = row.item(dnsSeenKey(domain), { ...seen, ttl: ttlAt(now + KEPT_FOR) });
  await tables.write({ kind: 'put', table: 'WarmUp', item });
  return seen;
}

const bounded = (answer: DnsAnswer): DnsAnswer =>
  answer.kind === 'found'
    ? { kind: 'found', values: answer.values.slice(0, MAX_VALUES).map((value) => value.slice(0, MAX_VALUE_LENGTH)) }
    : answer;

/** The latest stored answers of some domains, in their order; undefined without one. At most 100. */
export async function readDnsSeen(tables: Tables, domains: string[]): Promise<(DnsSeen | undefined)[]> {
  if (domains.length === 0) return [];
  const items = await tables.getMany('WarmUp', domains.map(dnsSeenKey));
  return items.map((item) => item && dnsSeenFromItem(item));
}

function dnsSeenFromItem(item: Item): DnsSeen {
  const r = row.reader(item);
  return { at: r.instant('at'), answers: r.structure('answers') };
}
