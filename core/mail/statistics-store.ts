import { otherStatisticsKey, otherStatisticsOf, statisticsKey, statisticsOf } from '../keys.ts';
import type { Random } from '../random.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';

/** `bulk`: mail of runs. `other`: single mails and tests. */
export const MAIL_KINDS = ['bulk', 'other'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * The mail events of a domain, by the quota day on which bulk mail was granted and other mail handed over. `mails`
 * counts mails with at least one event. `hard`, `spam` and `exempt` serve the reputation: mails to the simulator, and
 * mails that the provider's own list kept back, are exempt from it.
 */
export const MAIL_COUNTERS = [
  'mails',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'hard',
  'spam',
  'exemptMails',
  'exemptDelivered',
  'exemptBounced',
  'exemptComplained',
  'exemptOpened',
] as const;
export type MailCounter = (typeof MAIL_COUNTERS)[number];
export type MailCounts = Record<MailCounter, number>;

/** Mails a second for which a day has one more row: two for each recorder that keeps up with them. */
const MAILS_PER_SHARD = 50;
const FEWEST_SHARDS = 4;

/**
 * The row of each day that a process adds to. Drawn once and at random, so that recorders side by side seldom meet in
 * one; a day is the sum of its rows, however many there are.
 */
export const drawShard = (mailsPerSecond: number, random: Pick<Random, 'fraction'>): number =>
  Math.floor(random.fraction() * Math.max(FEWEST_SHARDS, Math.ceil(mailsPerSecond / MAILS_PER_SHARD)));

const ROWS_PER_READ = 1_000;

export const noMailCounts = (): MailCounts =>
  Object.fromEntries(MAIL_COUNTERS.map((counter) => [counter, 0])) as MailCounts;

const row = rowOf<MailCounts & { domain: string; day: string }>('day of statistics');

/** A domain, one of its quota days, and which of its mail. */
export interface MailDay {
  domain: string;
  day: string;
  kind: MailKind;
}

/** Adds counts to a day, in one of its rows. */
export const countMails = ({ domain, day, kind }: MailDay, shard: number, counts: Partial<MailCounts>): Write => ({
  kind: 'update',
  table: 'Mail',
  key: (kind === 'bulk' ? statisticsKey : otherStatisticsKey)(domain, day, shard),
  ...row.change({ domain, day }, Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0))),
});

/** Counts by day, `from` to `to` (ISO dates, inclusive). Strongly consistent. */
export async function readMailCounts(
  tables: Tables,
  { domain, kind, from, to }: { domain: string; kind: MailKind; from: string; to: string },
): Promise<Map<string, MailCounts>> {
  const days = new Map<string, MailCounts>();
  let after: Cursor | null = null;
  do {
    const page: { items: Item[]; next: Cursor | null } = await tables.query({
      table: 'Mail',
      pk: kind === 'bulk' ? statisticsOf(domain) : otherStatisticsOf(domain),
      from,
      to: `${to}~`,
      limit: ROWS_PER_READ,
      after,
    });
    for (const item of page.items) {
      const r = row.reader(item);
      const day = r.text('day');
      const counts = days.get(day) ?? noMailCounts();
      for (const counter of MAIL_COUNTERS) counts[counter] += r.number(counter, 0);
      days.set(day, counts);
    }
    after = page.next;
  } while (after !== null);
  return days;
}
