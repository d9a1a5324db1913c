import { MAIL_KINDS, type MailCounts, type MailKind, noMailCounts, readMailCounts } from '../mail/statistics-store.ts';
import { invalidField, type Problem } from '../problems.ts';
import type { Cursor, Tables } from '../tables.ts';
import { deletedDomains, domainsPage } from '../warm-up/domain-store.ts';
import { daysBetween } from '../warm-up/quota-day.ts';
import type { QuotaDay } from '../warm-up/quota-ledger.ts';
import { quotaDaysBetween } from '../warm-up/quota-store.ts';

/** The longest time that one call looks at. */
export const MAX_STATISTICS_DAYS = 366;
/** Domains that are added up where none is named. */
export const MAX_DOMAINS = 200;
const DOMAINS_PER_PAGE = 100;
const DOMAINS_AT_ONCE = 10;

/** Bulk mail, single mails with tests, or both together. */
export const STATISTICS_KINDS = [...MAIL_KINDS, 'all'] as const;
export type StatisticsKind = (typeof STATISTICS_KINDS)[number];

/**
 * The counts of a quota day's mail, in the order of a mail's way. `requested`: recipients that were attempted, which is
 * accepted, failed, skipped and unknown. `accepted`: handed over; a segment counts from its claim on until it is
 * closed.
 */
export const DAY_COUNTS = [
  'requested',
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
] as const;

/** Mail of a quota day, or of several. All refer to the mails granted on that day, whenever their events came. */
export type DayStatistics = Record<(typeof DAY_COUNTS)[number], number>;

/** Fractions from 0; null where there is nothing to divide by. */
export interface Rates {
  /** Of accepted. */
  delivered: number | null;
  bounced: number | null;
  /** Of delivered. */
  opened: number | null;
  clicked: number | null;
  complained: number | null;
  unsubscribed: number | null;
}

export interface Statistics {
  days: (DayStatistics & { day: string; rates: Rates })[];
  overall: DayStatistics & { rates: Rates };
}

const nothing = (): DayStatistics => Object.fromEntries(DAY_COUNTS.map((name) => [name, 0])) as DayStatistics;

/** Quota days as ISO dates, inclusive. `kind`: bulk mail by default. */
interface StatisticsRange {
  from: string;
  to: string;
  kind?: StatisticsKind;
}

/**
 * Statistics of a domain, or of all, `from` to `to`. Days without mail are left
 * out. The engine's figures come from the quota rows that its claims and closes maintain, so that they cannot drift
 * from them; the rest is counted with the mail events. Throws `invalid-request`.
 */
export async function readStatistics(
  tables: Tables,
  range: StatisticsRange & { domain: string | null },
): Promise<Statistics> {
  checkStatisticsRange(range);
  const domains = range.domain === null ? await domainsWithStatistics(tables) : [range.domain];
  if (domains === null) throw tooManyDomains();
  return await readStatisticsOf(tables, domains, range);
}

/** The same of several domains together. */
export async function readStatisticsOf(tables: Tables, domains: string[], range: StatisticsRange): Promise<Statistics> {
  const days = new Map<string, DayStatistics>();
  for (let i = 0; i < domains.length; i += DOMAINS_AT_ONCE) {
    const some = domains.slice(i, i + DOMAINS_AT_ONCE);
    await Promise.all(some.map((domain) => addDomain(tables, domain, range, days)));
  }
  const overall = nothing();
  for (const day of days.values()) add(overall, day);
  return {
    days: [...days]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, statistics]) => ({ day, ...statistics, rates: ratesOf(statistics) })),
    overall: { ...overall, rates: ratesOf(overall) },
  };
}

/** The problem of statistics of all domains where there are too many of them. */
export const tooManyDomains = (): Problem =>
  invalidField('/domain', `is required with more than ${MAX_DOMAINS} domains, deleted ones included`, 'required', {
    maxDomains: MAX_DOMAINS,
  });

/** Throws `invalid-request` for a range that ends before it begins, or is too long. */
export function checkStatisticsRange({ from, to }: { from: string; to: string }): void {
  const days = daysBetween(from, to);
  if (days < 0) throw invalidField('/to', 'must not be before from', 'too-small', { min: from });
  if (days >= MAX_STATISTICS_DAYS)
    throw invalidField('/to', `must be at most ${MAX_STATISTICS_DAYS - 1} days after from`, 'too-far', {
      maxDays: MAX_STATISTICS_DAYS - 1,
      from,
    });
}

/** All domains, also those that were deleted: what they sent still counts. Null for more than are added up. */
export async function domainsWithStatistics(tables: Tables): Promise<string[] | null> {
  const names = new Set(await deletedDomains(tables, MAX_DOMAINS + 1));
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof domainsPage>> = await domainsPage(tables, { limit: DOMAINS_PER_PAGE, after });
    for (const { domain } of page.domains) names.add(domain);
    after = page.next;
    if (names.size > MAX_DOMAINS) return null;
  } while (after !== null);
  return [...names];
}

async function addDomain(
  tables: Tables,
  domain: string,
  { from, to, kind = 'bulk' }: StatisticsRange,
  days: Map<string, DayStatistics>,
): Promise<void> {
  const kinds = kind === 'all' ? MAIL_KINDS : [kind];
  // The events first: a mail delivered by then was granted before, so that no rate exceeds 1 because of the order.
  const counts = await Promise.all(kinds.map((each) => readMailCounts(tables, { domain, kind: each, from, to })));
  const rows = await quotaDaysBetween(tables, domain, from, to);
  const known = new Set([...counts.flatMap((each) => [...each.keys()]), ...rows.map(({ day }) => day)]);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  for (const day of known) {
    const total = days.get(day) ?? nothing();
    for (const [i, each] of kinds.entries()) {
      add(total, statisticsOf(counts[i]?.get(day) ?? noMailCounts(), attempted(byDay.get(day), each)));
    }
    if (Object.values(total).some((n) => n !== 0)) days.set(day, total);
  }
}

/** What a quota row says of a day's mail of one kind. */
function attempted(row: QuotaDay | undefined, kind: MailKind): Pick<DayStatistics, 'requested' | 'accepted'> {
  if (row === undefined) return { requested: 0, accepted: 0 };
  const { granted, unknown = 0, failed = 0, skipped = 0, other, otherFailed = 0, otherUnknown = 0 } = row;
  return kind === 'bulk'
    ? { requested: granted + failed + skipped, accepted: granted - unknown }
    : { requested: other + otherFailed, accepted: other - otherUnknown };
}

const statisticsOf = (
  { delivered, opened, clicked, bounced, complained, unsubscribed }: MailCounts,
  { requested, accepted }: Pick<DayStatistics, 'requested' | 'accepted'>,
): DayStatistics => ({
  requested,
  accepted,
  delivered,
  opened,
  clicked,
  bounced,
  complained,
  unsubscribed,
});

function add(total: DayStatistics, more: DayStatistics): void {
  for (const name of Object.keys(total) as (keyof DayStatistics)[]) total[name] += more[name];
}

const fraction = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000_000) / 1_000_000;

/** The rates of some counts. */
export const ratesOf = (of: DayStatistics): Rates => ({
  delivered: fraction(of.delivered, of.accepted),
  bounced: fraction(of.bounced, of.accepted),
  opened: fraction(of.opened, of.delivered),
  clicked: fraction(of.clicked, of.delivered),
  complained: fraction(of.complained, of.delivered),
  unsubscribed: fraction(of.unsubscribed, of.delivered),
});
