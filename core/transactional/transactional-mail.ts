import { domainOf, mailboxIn } from '../audience/address.ts';
import { addressHash } from '../audience/address-hash.ts';
import { GLOBAL_SCOPE } from '../audience/exclusion-log.ts';
import { inForce } from '../audience/expiry.ts';
import { type Clock, type Instant, SECOND } from '../clock.ts';
import type { Origin } from '../content/content-of.ts';
import { readSender } from '../domains/sender-store.ts';
import { suppressionKey } from '../keys.ts';
import type { HandOver, MailOutcome } from '../mail/mailer.ts';
import { Problem } from '../problems.ts';
import type { Slot } from '../rate/rate.ts';
import type { StackHold } from '../rate/stack-hold.ts';
import type { Tables } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { requireVerified } from '../warm-up/verified.ts';

/** What mails outside of runs have in common: test sends and transactional mail. */

/** The outcome of one mail; `reason` says why it was not sent, or why the outcome is unknown. */
export interface TransactionalOutcome {
  outcome: MailOutcome;
  reason: string | null;
}

/** Where a mail comes from. Throws `invalid-request`, and `domain-not-verified` for a domain that may not send. */
export async function originOf(tables: Tables, from: string): Promise<Origin & { domain: Domain }> {
  const mailbox = mailboxIn('/from', from);
  const name = domainOf(mailbox.address);
  const domain = requireVerified('/from', name, await readDomain(tables, name));
  const defaults = await readSender(tables, mailbox.address);
  return { mailbox, defaults, sendingPool: domain.sendingPool, domain };
}

/**
 * Those of up to 100 addresses that are suppressed for all mail, however it is sent. An unsubscribe holds for bulk mail
 * only, and is not looked at.
 */
export async function suppressedAmong(tables: Tables, emails: string[], now: Instant): Promise<Set<string>> {
  const rows = await tables.getMany(
    'Audience',
    emails.map((email) => suppressionKey(GLOBAL_SCOPE, addressHash(email))),
  );
  return new Set(emails.filter((_, i) => inForce(rows[i], now)));
}

/** Throws `stack-held` while nothing at all is sent. */
export function refuseStackHold({ reason }: StackHold): never {
  const why =
    reason === 'hold-all' ? 'everything is held' : 'the tables were restored from a copy and are not released';
  throw new Problem('stack-held', why);
}

/** Asks for a slot repeatedly; false when the mail's turn does not come before the deadline. Throws `stack-held`. */
export async function waitForTurn(
  ask: (now: Instant) => Promise<Slot>,
  clock: Clock,
  deadline: Instant,
): Promise<boolean> {
  while (clock.now() < deadline) {
    const slot = await ask(clock.now());
    if (slot.kind === 'stack-held') refuseStackHold(slot.hold);
    const at = slot.kind === 'granted' ? slot.startsAt : slot.at;
    await clock.sleep(Math.min(SECOND, Math.max(0, at - clock.now())));
    if (slot.kind === 'granted') return true;
  }
  return false;
}

export const outcomeOf = (result: HandOver): TransactionalOutcome => {
  if (result.kind === 'accepted') return { outcome: 'sent', reason: null };
  return { outcome: result.kind === 'unknown' ? 'unknown' : 'failed', reason: result.reason };
};
