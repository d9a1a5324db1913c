import { addressHash } from '../audience/address-hash.ts';
import type { Instant } from '../clock.ts';
import { type Bounce, isSimulator, type MailEvent, type MailPlace, placeOfMail } from '../mail/mail-event.ts';
import type { MailCounter, MailCounts } from '../mail/statistics-store.ts';
import type { Item, Write } from '../tables.ts';
import { FACT_OF, forgottenAt, type MailFact, mailKeyOf, mailRow } from './mail-item.ts';

/** The contents of a batch of events about one mail. */
export interface MailNews {
  mailId: string;
  place: MailPlace | null;
  domain: string;
  email: string;
  /** Of the address. */
  hash: string;
  sentAt: Instant;
  /** What happened, and when first. */
  facts: Partial<Record<MailFact, Instant>>;
  bounce: Bounce | null;
  isSuppressedByProvider: boolean;
  /** The quota day of its grant; null for a mail outside of runs. */
  day: string | null;
}

/** Gathers events by mail, so that a mail is written once a batch. */
export function gatherNews(events: MailEvent[]): MailNews[] {
  const byMail = new Map<string, MailNews>();
  for (const event of events) {
    const news = byMail.get(event.mailId) ?? newsOf(event);
    byMail.set(event.mailId, news);
    const fact = FACT_OF[event.type];
    if (fact !== null) noteFirst(news.facts, fact, event.at);
    // Whatever the mail server says of a mail proves that it took it; a reader's click on our own link says less.
    if (fact !== null && fact !== 'unsubscribedAt') noteFirst(news.facts, 'sentAt', event.sentAt);
    if (event.bounce && news.bounce?.kind !== 'permanent') news.bounce = event.bounce;
    news.isSuppressedByProvider ||= event.isSuppressedByProvider;
  }
  return [...byMail.values()];
}

function noteFirst(facts: MailNews['facts'], fact: MailFact, at: Instant): void {
  facts[fact] = Math.min(at, facts[fact] ?? at);
}

const newsOf = ({ mailId, domain, email, sentAt }: MailEvent): MailNews => ({
  mailId,
  place: placeOfMail(mailId),
  domain,
  email,
  hash: addressHash(email),
  sentAt,
  facts: {},
  bounce: null,
  isSuppressedByProvider: false,
  day: null,
});

/** What of the news is not in the item yet. */
export const freshFacts = ({ facts }: MailNews, known: Item | undefined): MailFact[] =>
  (Object.keys(facts) as MailFact[]).filter((fact) => known?.[fact] === undefined);

/**
 * Writes for the fresh facts of a mail, on the condition that they are still missing: each fact is written and counted
 * once.
 */
export function newsWrite(news: MailNews, fresh: MailFact[], known: Item | undefined): Write {
  const facts = Object.fromEntries(fresh.map((fact) => [fact, news.facts[fact]]));
  const bounce = fresh.includes('bouncedAt') && news.bounce ? { bounce: { ...news.bounce } } : {};
  return {
    kind: 'update',
    table: 'Mail',
    key: mailKeyOf(news.mailId),
    ...mailRow.change({ ...facts, ...bounce, ttl: forgottenAt(news.sentAt) }),
    when: known ? [{ item: 'exists' }, ...fresh.map((fact) => mailRow.missing(fact))] : [{ item: 'missing' }],
  };
}

const COUNTERS: Partial<Record<MailFact, MailCounter>> = {
  deliveredAt: 'delivered',
  openedAt: 'opened',
  clickedAt: 'clicked',
  bouncedAt: 'bounced',
  complainedAt: 'complained',
  unsubscribedAt: 'unsubscribed',
};
const EXEMPT_COUNTERS: Partial<Record<MailFact, MailCounter>> = {
  deliveredAt: 'exemptDelivered',
  openedAt: 'exemptOpened',
  bouncedAt: 'exemptBounced',
  complainedAt: 'exemptComplained',
};

/** Adds the fresh facts of one mail to the counts of a day. */
export function addNews(
  counts: MailCounts,
  news: MailNews,
  fresh: MailFact[],
  options: { isNew: boolean; isExempt: boolean },
): void {
  if (options.isNew) {
    counts.mails += 1;
    if (options.isExempt) counts.exemptMails += 1;
  }
  for (const fact of fresh) {
    const counter = COUNTERS[fact];
    if (counter) counts[counter] += 1;
    const exempt = EXEMPT_COUNTERS[fact];
    if (exempt && options.isExempt) counts[exempt] += 1;
  }
  if (!fresh.includes('bouncedAt') || options.isExempt) return;
  if (news.bounce?.kind === 'permanent') counts.hard += 1;
  if (news.bounce?.isSpam) counts.spam += 1;
}

/** Whether the events of a mail are irrelevant to its sender's reputation. */
export const isExempt = (news: MailNews, simulatorCounts: boolean): boolean =>
  news.isSuppressedByProvider || (isSimulator(news.email) && !simulatorCounts);
