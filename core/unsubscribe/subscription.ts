import { isUnsubscribed, suppress, undoUnsubscribe } from '../audience/suppressions.ts';
import type { Clock } from '../clock.ts';
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

/** A reader's subscription to the bulk mail of a domain, as the holder of a link sees and changes it. */
export interface Subscription {
  /** Null for a sample, which has no reader. */
  who: Unsubscriber | null;
  isSubscribed: boolean;
}

/** The subscription behind a link; changes nothing. Null when the link is invalid or too old. */
export async function readSubscription(ports: SubscriptionPorts, token: string): Promise<Subscription | null> {
  if (token === SAMPLE_TOKEN) return { who: null, isSubscribed: true };
  const who = await ports.keys.open(token);
  return who && { who, isSubscribed: !(await isUnsubscribed(ports.tables, who)) };
}

/**
 * Unsubscribes the holder of a link from the bulk mail of the domain, within a minute also from frozen runs, or takes
 * that back. Repeated, it changes nothing. Null when the link is invalid or too old.
 */
export async function changeSubscription(
  ports: SubscriptionPorts,
  token: string,
  isSubscribed: boolean,
): Promise<Subscription | null> {
  if (token === SAMPLE_TOKEN) return { who: null, isSubscribed };
  const who = await ports.keys.open(token);
  if (who === null) return null;
  if (isSubscribed) await undoUnsubscribe(ports, who);
  else {
    await suppress(ports, { email: who.email, reason: 'unsubscribe', domain: who.domain });
    await count(ports, who);
  }
  return { who, isSubscribed };
}

/** The unsubscribe is stored already; the reader's answer must not depend on its count. */
async function count({ clock, eventQueue, log }: SubscriptionPorts, who: Unsubscriber): Promise<void> {
  try {
    await eventQueue.send({ v: 1, unsubscribed: { ...who, at: clock.now() } });
  } catch (failure) {
    log.error('unsubscribe-not-counted', failure, { mailId: who.mailId });
  }
}
