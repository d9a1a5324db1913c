import type { Instant } from '../clock.ts';
import { mailKey, otherMailKey } from '../keys.ts';
import { MAIL_KEPT } from '../mail/limits.ts';
import { type Bounce, type MailEvent, placeOfMail } from '../mail/mail-event.ts';
import { type Codec, rowOf, ttlAt } from '../row.ts';
import type { Item, Key } from '../tables.ts';

/** Instants that an item may have, each written once, by the first event of its kind. */
export const MAIL_FACTS = [
  'sentAt',
  'deliveredAt',
  'delayedAt',
  'bouncedAt',
  'complainedAt',
  'rejectedAt',
  'openedAt',
  'clickedAt',
  'unsubscribedAt',
] as const;
export type MailFact = (typeof MAIL_FACTS)[number];

/** The fields that an event adds to an item; those without one are evidence that the mail was taken, and no more. */
export const FACT_OF: Record<MailEvent['type'], MailFact | null> = {
  send: 'sentAt',
  delivery: 'deliveredAt',
  delay: 'delayedAt',
  bounce: 'bouncedAt',
  complaint: 'complainedAt',
  reject: 'rejectedAt',
  'rendering-failure': 'rejectedAt',
  open: 'openedAt',
  click: 'clickedAt',
  unsubscribe: 'unsubscribedAt',
  subscription: null,
  reply: null,
  report: null,
};

/**
 * The state of a mail, by the latest step that counts: a complaint outweighs the delivery before it, and so does a
 * permanent bounce; a transient one does not.
 */
export const MAIL_STATUSES = ['sent', 'delayed', 'delivered', 'bounced', 'complained', 'rejected'] as const;
export type DeliveryStatus = (typeof MAIL_STATUSES)[number];

/** What happened to a mail after it was handed over. */
export type Delivery = Record<MailFact, Instant | null> & { status: DeliveryStatus; bounce: Bounce | null };

export const mailKeyOf = (mailId: string): Key => {
  const place = placeOfMail(mailId);
  return place ? mailKey(place.runId, place.serial, place.index) : otherMailKey(mailId);
};

/** The time to live of the item, in whole seconds as DynamoDB requires. */
export const forgottenAt = (sentAt: Instant): number => ttlAt(sentAt + MAIL_KEPT);

/** Numbers as a text: `3.17`. */
const asNumbers: Codec<readonly number[]> = {
  encode: (numbers) => numbers.join('.'),
  decode: (text) => text.split('.').map(Number),
};

/** What mail events write of a mail. `links`: the numbers of the run's links that its reader followed. */
export const mailRow = rowOf<Omit<Delivery, 'status'> & { ttl: number; links: readonly number[] | null }>(
  'mail',
).encoding({ links: asNumbers });

export const linksFromItem = (item: Item): readonly number[] | null => mailRow.reader(item).decodedOrNull('links');

export function deliveryFromItem(item: Item): Delivery {
  const r = mailRow.reader(item);
  const facts = Object.fromEntries(MAIL_FACTS.map((fact) => [fact, r.instantOrNull(fact)])) as Record<
    MailFact,
    Instant | null
  >;
  const bounce = r.structureOrNull('bounce');
  return { ...facts, status: statusOf(facts, bounce), bounce };
}

/** Whether a bounce is all that is known, or certain: what was delivered has not come back for a full mailbox. */
export const isBounced = (
  { bouncedAt, deliveredAt }: Pick<Record<MailFact, Instant | null>, 'bouncedAt' | 'deliveredAt'>,
  bounce: Bounce | null,
): boolean => bouncedAt !== null && (bounce?.kind === 'permanent' || deliveredAt === null);

function statusOf(facts: Record<MailFact, Instant | null>, bounce: Bounce | null): DeliveryStatus {
  if (facts.complainedAt !== null) return 'complained';
  if (isBounced(facts, bounce)) return 'bounced';
  if (facts.rejectedAt !== null) return 'rejected';
  // An open proves the delivery, whether or not its event has arrived.
  if (facts.deliveredAt ?? facts.openedAt ?? facts.clickedAt ?? facts.unsubscribedAt) return 'delivered';
  return facts.delayedAt === null ? 'sent' : 'delayed';
}
