import { parseAddress } from '../audience/address.ts';
import { type SuppressionReason, suppress } from '../audience/suppressions.ts';
import type { Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import { type ReputationPorts, reviewReputation } from '../domains/review-reputation.ts';
import { softBounceKey } from '../keys.ts';
import { isSimulator, type MailEvent } from '../mail/mail-event.ts';
import { countMails, MAIL_COUNTERS, type MailCounts, type MailDay, noMailCounts } from '../mail/statistics-store.ts';
import type { Item, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import type { PublishMails } from '../webhooks/publish-mails.ts';
import { deliveryFromItem, type MailFact, mailKeyOf } from './mail-item.ts';
import { addNews, freshFacts, freshLinks, gatherNews, isExempt, type MailNews, newsWrite } from './mail-news.ts';
import { countableLink, type RunLinks } from './run-links.ts';
import { RunNews } from './run-statistics.ts';
import type { SegmentDays } from './segment-days.ts';
import { afterSoftNews, SOFT_BOUNCES, type SoftNews, softBouncesFromItem, softBouncesWrite } from './soft-bounces.ts';

export interface RecorderPorts extends ReputationPorts {
  segmentDays: SegmentDays;
  runLinks: RunLinks;
  /** The row of each day's statistics that this process adds to: `drawShard`. */
  shard: number;
  /**
   * Whether mails to SES's simulator count for a domain's reputation. Not on AWS, as with SES itself; on one machine
   * the simulator is the only mail server that returns anything, so there its mails stand for real ones.
   */
  simulatorCounts: boolean;
  /** Publishes the events to webhooks. @default no events are published */
  publishMails?: PublishMails;
}

/** Mails of one transaction: with the rows of statistics and of bounces they must not be more than 100. */
const MAILS_AT_ONCE = 90;
const MOST_WRITES = 100;
/** Lost races with other recorders after which the batch is left to the queue. */
const TRIES = 10;

/** A domain and one of its quota days. */
interface DomainDay {
  domain: string;
  day: string;
}

/**
 * Records mail events: one item per recipient and run, and the statistics of the day in the same transaction, so that
 * every fact counts once, however often and in whatever order its event comes (docs/decisions/0013-mail-events.md).
 * Addresses that bounced permanently or complained are suppressed, and the reputation of their domains is reviewed.
 * Events of a call that throws may be recorded again.
 */
export async function recordMailEvents(events: MailEvent[], ports: RecorderPorts): Promise<void> {
  const gathered = gatherNews(events);
  const news = (await Promise.all(gathered.map((each) => withDay(each, ports)))).filter((each) => each !== null);
  for (const each of news) each.linkNumbers = await linkNumbersOf(each, ports);
  const unsubscribes: FirstUnsubscribes = new Map();
  for (let from = 0; from < news.length; from += MAILS_AT_ONCE) {
    await recordChunk(news.slice(from, from + MAILS_AT_ONCE), ports, unsubscribes);
  }
  for (const { domain, day } of touchedDays(news)) await reviewReputation(domain, day, ports);
  await ports.publishMails?.(events.filter((event) => !isRepeatedUnsubscribe(event, unsubscribes)));
}

/** When the reader of each mail unsubscribed first, by mail id. */
type FirstUnsubscribes = Map<string, Instant>;

const unsubscribedAtOf = (known: Item | undefined): Instant | null =>
  known === undefined ? null : deliveryFromItem(known).unsubscribedAt;

/** Anybody with a link may unsubscribe and take it back again and again; webhooks hear of it once a mail. */
const isRepeatedUnsubscribe = ({ type, mailId, at }: MailEvent, firsts: FirstUnsubscribes): boolean =>
  type === 'unsubscribe' && (firsts.get(mailId) ?? at) !== at;

/** Null for a mail whose run is not here: another stack's, or a deleted one. */
async function withDay(news: MailNews, { segmentDays, log }: RecorderPorts): Promise<MailNews | null> {
  if (news.place === null) return news;
  const day = await segmentDays.of(news.place);
  if (day === null) {
    log.warn('mail-unknown', { mailId: news.mailId });
    return null;
  }
  return { ...news, day, runBegan: await segmentDays.firstOf(news.place.runId) };
}

/** One after the other: the next mail of a batch finds the numbers that the one before it got. */
async function linkNumbersOf({ place, runBegan, links, email }: MailNews, { runLinks }: RecorderPorts) {
  const numbers = new Set<number>();
  if (place === null || runBegan === null) return [];
  for (const link of links) {
    numbers.add(await runLinks.numberOf({ runId: place.runId, firstAt: runBegan }, countableLink(link, email)));
  }
  return [...numbers];
}

function touchedDays(news: MailNews[]): DomainDay[] {
  const days = new Map<string, DomainDay>();
  for (const { domain, day } of news) if (day !== null) days.set(`${domain} ${day}`, { domain, day });
  return [...days.values()];
}

async function recordChunk(news: MailNews[], ports: RecorderPorts, unsubscribes: FirstUnsubscribes): Promise<void> {
  // What is read cheaply may be of a moment ago; after a lost race it is not.
  let consistent = false;
  await tries(TRIES, `events of ${news.length} mails`, async () => {
    const items = await ports.tables.getMany(
      'Mail',
      news.map(({ mailId }) => mailKeyOf(mailId)),
    );
    const fresh = news.flatMap((each, i): Fresh[] => {
      const known = items[i];
      const { unsubscribedAt } = each.facts;
      if (unsubscribedAt !== undefined) unsubscribes.set(each.mailId, unsubscribedAtOf(known) ?? unsubscribedAt);
      const facts = freshFacts(each, known);
      const links = freshLinks(each, known);
      // An item without a fact is still evidence that the mail was taken.
      return facts.length + links.length > 0 || known === undefined ? [{ news: each, facts, links, known }] : [];
    });
    if (fresh.length === 0) return;
    const softly = await softBounceWrites(fresh, ports, { consistent });
    consistent = true;
    const writes = [
      ...fresh.map(({ news: each, facts, links, known }) => newsWrite(each, { facts, links }, known)),
      ...statisticsWrites(fresh, ports),
      ...softly.writes,
    ];
    if (writes.length > MOST_WRITES) {
      const half = Math.ceil(news.length / 2);
      await recordChunk(news.slice(0, half), ports, unsubscribes);
      await recordChunk(news.slice(half), ports, unsubscribes);
      return;
    }
    // Before the facts are written: afterwards, a repetition of the event is ignored.
    for (const { news: each, facts } of fresh) await suppressIfNeeded(each, facts, softly.exhausted, ports);
    return (await commit(writes, ports)).ok ? undefined : AGAIN;
  });
}

/** News of a mail that are not in its item yet. */
interface Fresh {
  news: MailNews;
  facts: MailFact[];
  links: number[];
  known: Item | undefined;
}

function statisticsWrites(fresh: Fresh[], { simulatorCounts, shard, settings }: RecorderPorts): Write[] {
  const byDay = new Map<string, MailDay & { counts: MailCounts }>();
  const byRun = new Map<string, RunNews>();
  for (const each of fresh) {
    const { news, facts, known } = each;
    const mailDay = mailDayOf(news, settings);
    const own = noMailCounts();
    addNews(own, news, facts, { known, isExempt: isExempt(news, simulatorCounts) });
    const name = Object.values(mailDay).join(' ');
    const row = byDay.get(name) ?? { ...mailDay, counts: noMailCounts() };
    byDay.set(name, row);
    for (const counter of MAIL_COUNTERS) row.counts[counter] += own[counter];
    countForRun(byRun, each, own);
  }
  return [
    ...[...byDay.values()].flatMap(({ counts, ...mailDay }) =>
      Object.values(counts).some((n) => n !== 0) ? [countMails(mailDay, shard, counts)] : [],
    ),
    ...[...byRun.values()].flatMap((run) => run.writes(shard)),
  ];
}

/** Bulk mail counts on the day of its grant, other mail on that of its hand-over, as in the quota rows. */
const mailDayOf = (
  { domain, day, sentAt }: MailNews,
  { quotaDayOffsetMinutes }: Pick<RecorderPorts['settings'], 'quotaDayOffsetMinutes'>,
): MailDay =>
  day === null
    ? { domain, day: quotaDayOf(sentAt, quotaDayOffsetMinutes), kind: 'other' }
    : { domain, day, kind: 'bulk' };

/** The same counts by run, the hours of opens and clicks, and the links. */
function countForRun(byRun: Map<string, RunNews>, { news, facts, links }: Fresh, own: MailCounts): void {
  const { place, runBegan } = news;
  if (place === null || runBegan === null) return;
  const run = byRun.get(place.runId) ?? new RunNews(place.runId, runBegan);
  byRun.set(place.runId, run);
  run.count(own);
  for (const number of links) run.follow(number);
  for (const fact of ['openedAt', 'clickedAt'] as const) {
    const at = facts.includes(fact) ? news.facts[fact] : undefined;
    if (at !== undefined) run.visit(fact === 'openedAt' ? 'opened' : 'clicked', at);
  }
}

/** Counts transient bounces in a row; `exhausted` are the hashes of addresses that have had too many. */
async function softBounceWrites(fresh: Fresh[], { tables }: RecorderPorts, options: { consistent: boolean }) {
  const byHash = new Map<string, SoftNews>();
  for (const { news, facts } of fresh) {
    const isSoft = facts.includes('bouncedAt') && news.bounce?.kind === 'transient';
    const deliveredAt = facts.includes('deliveredAt') ? (news.facts.deliveredAt ?? null) : null;
    if ((!isSoft && deliveredAt === null) || isSimulator(news.email)) continue;
    const soft = byHash.get(news.hash) ?? { bounces: [], deliveredAt: null };
    byHash.set(news.hash, soft);
    if (isSoft) soft.bounces.push(news.facts.bouncedAt ?? news.sentAt);
    if (deliveredAt !== null) soft.deliveredAt = Math.max(deliveredAt, soft.deliveredAt ?? 0);
  }
  const hashes = [...byHash.keys()];
  const rows = hashes.length === 0 ? [] : await tables.getMany('Mail', hashes.map(softBounceKey), options);
  const writes: Write[] = [];
  const exhausted = new Set<string>();
  for (const [i, hash] of hashes.entries()) {
    const known = softBouncesFromItem(rows[i]);
    const next = afterSoftNews(known, byHash.get(hash) ?? { bounces: [], deliveredAt: null });
    if (next === null) continue;
    writes.push(softBouncesWrite(hash, known, next));
    if (next.count >= SOFT_BOUNCES) exhausted.add(hash);
  }
  return { writes, exhausted };
}

async function suppressIfNeeded(
  news: MailNews,
  facts: MailFact[],
  exhausted: Set<string>,
  ports: RecorderPorts,
): Promise<void> {
  const reason = reasonToSuppress(news, facts, exhausted);
  if (reason === null || isSimulator(news.email)) return;
  if (!parseAddress(news.email).ok) {
    ports.log.warn('recipient-unreadable', { mailId: news.mailId });
    return;
  }
  await suppress(ports, { email: news.email, reason });
}

/** An unsubscribe takes effect where it is received; here it is only counted. */
function reasonToSuppress(
  { bounce, hash }: MailNews,
  facts: MailFact[],
  exhausted: Set<string>,
): SuppressionReason | null {
  if (facts.includes('complainedAt')) return 'complaint';
  const isGone = bounce?.kind === 'permanent' || exhausted.has(hash);
  return facts.includes('bouncedAt') && isGone ? 'bounce' : null;
}
