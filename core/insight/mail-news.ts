import { addressHash } from '../audience/address-hash.ts';
import type { Instant } from '../clock.ts';
import { type Bounce, isSimulator, type MailEvent, type MailPlace, placeOfMail } from '../mail/mail-event.ts';
import type { MailCounter, MailCounts } from '../mail/statistics-store.ts';
import type { Item, Write } from '../tables.ts';
import {
  type Delivery,
  deliveryFromItem,
  FACT_OF,
  forgottenAt,
  isBounced,
  linksFromItem,
  type MailFact,
  mailKeyOf,
  mailRow,
} from './mail-item.ts';

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
  /** Where the links lead that its reader followed. */
  links: ReadonlySet<string | null>;
  /** Their numbers in the run; none for a mail outside of runs. */
  linkNumbers: readonly number[];
  /** When the first segment of its run was claimed; null for a mail outside of runs. */
  runBegan: Instant | null;
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
    if (event.type === 'click') news.links = new Set([...news.links, event.link ?? null]);
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
  links: new Set(),
  linkNumbers: [],
  runBegan: null,
});

/** What of the news is not in the item yet. */
export const freshFacts = ({ facts }: MailNews, known: Item | undefined): MailFact[] =>
  (Object.keys(facts) as MailFact[]).filter((fact) => known?.[fact] === undefined);

/** Links of the news whose numbers are not in the item yet. */
export function freshLinks({ linkNumbers }: MailNews, known: Item | undefined): number[] {
  const before = known === undefined ? null : linksFromItem(known);
  return linkNumbers.filter((number) => !before?.includes(number));
}

/**
 * Writes for the fresh facts and links of a mail, on the condition that they are still missing: each is written and
 * counted once.
 */
export function newsWrite(
  news: MailNews,
  { facts: fresh, links }: { facts: MailFact[]; links: number[] },
  known: Item | undefined,
): Write {
  const before = known === undefined ? null : linksFromItem(known);
  const followed = links.length > 0 ? { links: [...(before ?? []), ...links] } : {};
  const facts = Object.fromEntries(fresh.map((fact) => [fact, news.facts[fact]]));
  const bounce = fresh.includes('bouncedAt') && news.bounce ? { bounce: { ...news.bounce } } : {};
  return {
    kind: 'update',
    table: 'Mail',
    key: mailKeyOf(news.mailId),
    ...mailRow.change({ ...facts, ...bounce, ...followed, ttl: forgottenAt(news.sentAt) }),
    when: known
      ? [
          { item: 'exists' },
          ...watched(fresh, known).map((fact) => mailRow.missing(fact)),
          ...(links.length > 0 ? [/* fence: links-once */ mailRow.asRead('links', before)] : []),
        ]
      : [{ item: 'missing' }],
  };
}

/** The facts that must be missing still: the fresh ones, and of delivery and bounce the other, which decides too. */
const watched = (fresh: MailFact[], known: Item): MailFact[] => {
  const pair: MailFact[] = ['deliveredAt', 'bouncedAt'];
  const others = pair.some((fact) => fresh.includes(fact)) ? pair.filter((fact) => known[fact] === undefined) : [];
  return [...new Set([...fresh, ...others])];
};

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

/** Adds the fresh facts of one mail to the counts of a day. `known`: its item before them. */
export function addNews(
  counts: MailCounts,
  news: MailNews,
  fresh: MailFact[],
  options: { known: Item | undefined; isExempt: boolean },
): void {
  if (options.known === undefined) {
    counts.mails += 1;
    if (options.isExempt) counts.exemptMails += 1;
  }
  const count = (fact: MailFact, n: number): void => {
    const counter = COUNTERS[fact];
    if (counter) counts[counter] += n;
    const exempt = EXEMPT_COUNTERS[fact];
    if (exempt && options.isExempt) counts[exempt] += n;
  };
  for (const fact of fresh) if (fact !== 'bouncedAt') count(fact, 1);
  if (!fresh.includes('deliveredAt') && !fresh.includes('bouncedAt')) return;
  // Below zero when a delivery becomes known after a transient bounce that was counted.
  const before = options.known === undefined ? null : deliveryFromItem(options.known);
  count(
    'bouncedAt',
    Number(isBouncedAfter(news, fresh, before)) - Number(before !== null && isBounced(before, before.bounce)),
  );
  if (!fresh.includes('bouncedAt') || options.isExempt) return;
  if (news.bounce?.kind === 'permanent') counts.hard += 1;
  if (news.bounce?.isSpam) counts.spam += 1;
}

function isBouncedAfter(news: MailNews, fresh: MailFact[], before: Delivery | null): boolean {
  const factOf = (fact: MailFact): Instant | null => before?.[fact] ?? news.facts[fact] ?? null;
  const bounce = fresh.includes('bouncedAt') ? news.bounce : (before?.bounce ?? null);
  return isBounced({ bouncedAt: factOf('bouncedAt'), deliveredAt: factOf('deliveredAt') }, bounce);
}

/** Whether the events of a mail are irrelevant to its sender's reputation. */
export const isExempt = (news: MailNews, simulatorCounts: boolean): boolean =>
  news.isSuppressedByProvider || (isSimulator(news.email) && !simulatorCounts);
