import { readUnsubscribe, type Suppression, suppress, undoUnsubscribe } from '../audience/suppressions.ts';
import { type Clock, DAY, type Instant } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Queue, UnsubscribeMessage } from '../queue.ts';
import type { Random } from '../random.ts';
import type { Tables } from '../tables.ts';
import type { LinkKeys } from './link-keys.ts';
import type { Unsubscriber } from './link-token.ts';
import { SAMPLE_TOKEN } from './links.ts';

export interface SubscriptionPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
  keys: Pick<LinkKeys, 'open'>;
  /** The queue of the recorder, which counts unsubscribes. */
  eventQueue: Queue<UnsubscribeMessage>;
  log: Log;
}

/** How long a reader may take an unsubscribe back: enough for a slip, too little for whoever finds an old mail. */
const UNDO_WITHIN = DAY;

/** A reader's subscription to the bulk mail of a domain, as the holder of a link sees and changes it. */
export interface Subscription {
  /** Null for a sample, which has no reader. */
  who: Unsubscriber | null;
  isSubscribed: boolean;
  /** Whether this link may take the unsubscribe back: it made it, within the last 24 hours. */
  mayUndo: boolean;
}

/** The subscription behind a link; changes nothing. Null when the link is invalid or too old. */
export async function readSubscription(ports: SubscriptionPorts, token: string): Promise<Subscription | null> {
  if (token === SAMPLE_TOKEN) return { who: null, isSubscribed: true, mayUndo: true };
  const who = await ports.keys.open(token);
  return who && subscriptionOf(ports, who, await readUnsubscribe(ports.tables, who));
}

/**
 * Unsubscribes the holder of a link from the bulk mail of the domain, within a minute also from frozen runs. Repeated,
 * it changes nothing and tells nobody. Null when the link is invalid or too old.
 */
export async function unsubscribe(ports: SubscriptionPorts, token: string): Promise<Subscription | null> {
  if (token === SAMPLE_TOKEN) return { who: null, isSubscribed: false, mayUndo: true };
  const who = await ports.keys.open(token);
  if (who === null) return null;
  const earlier = await readUnsubscribe(ports.tables, who);
  if (earlier !== null) return subscriptionOf(ports, who, earlier);
  const { email, domain, mailId } = who;
  const { suppression, isNew } = await suppress(ports, { email, reason: 'unsubscribe', domain, mailId });
  if (isNew) await count(ports, who, suppression.createdAt);
  return subscriptionOf(ports, who, suppression);
}

/**
 * Takes back the unsubscribe that a link made in the last 24 hours. One by another link or by an operator stays, since
 * a mail may have passed through many hands. Null when the link is invalid or too old.
 */
export async function subscribeAgain(ports: SubscriptionPorts, token: string): Promise<Subscription | null> {
  if (token === SAMPLE_TOKEN) return { who: null, isSubscribed: true, mayUndo: true };
  const who = await ports.keys.open(token);
  if (who === null) return null;
  const earlier = await readUnsubscribe(ports.tables, who);
  const subscription = subscriptionOf(ports, who, earlier);
  if (earlier === null || !subscription.mayUndo) return subscription;
  await undoUnsubscribe(ports, { ...earlier, domain: who.domain });
  return subscriptionOf(ports, who, await readUnsubscribe(ports.tables, who));
}

function subscriptionOf({ clock }: SubscriptionPorts, who: Unsubscriber, made: Suppression | null): Subscription {
  if (made === null) return { who, isSubscribed: true, mayUndo: false };
  const isOwn = made.mailId === who.mailId;
  return { who, isSubscribed: false, mayUndo: isOwn && clock.now() - made.createdAt <= UNDO_WITHIN };
}

/** The unsubscribe is stored already; the reader's answer must not depend on its count. */
async function count({ eventQueue, log }: SubscriptionPorts, who: Unsubscriber, at: Instant): Promise<void> {
  try {
    await eventQueue.send({ v: 1, unsubscribed: { ...who, at } });
  } catch (failure) {
    log.error('unsubscribe-not-counted', failure, { mailId: who.mailId });
  }
}
