import { domainOf, parseMailbox } from '../core/audience/address.ts';
import { type Instant, iso } from '../core/clock.ts';
import { isSimulator } from '../core/mail/mail-event.ts';
import type { InboxEntry } from './inbox-store.ts';

/** What a reader, or the mail server of one, does with a mail of the inbox. */
export const READER_ACTS = ['open', 'click', 'bounce', 'complain'] as const;
export type ReaderAct = (typeof READER_ACTS)[number];

type SimulatedBounce = { bounceSubType: string; status: string; diagnosticCode: string };

const UNKNOWN_USER = { bounceSubType: 'General', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' };

/** How SES's simulator answers: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const BOUNCES: Record<string, SimulatedBounce> = {
  bounce: UNKNOWN_USER,
  suppressionlist: {
    bounceSubType: 'Suppressed',
    status: '5.1.1',
    diagnosticCode: 'Amazon SES has suppressed sending to this address',
  },
};

/**
 * The bodies that SES would publish about a mail that has arrived, as the stack asks for them: not that it was taken.
 * Events of a mail without a mail id are nobody's.
 */
export function eventsOfArrival(entry: InboxEntry): string[] {
  if (entry.mailId === null) return [];
  const at = Date.parse(entry.clockAt);
  const name = simulatorName(entry.to);
  const bounce = BOUNCES[name];
  if (bounce) return [body(entry, 'Bounce', at, bounceOf(entry, at, bounce))];
  const delivery = body(entry, 'Delivery', at, {
    delivery: { timestamp: iso(at), recipients: [entry.to], smtpResponse: '250 2.0.0 Stored' },
  });
  if (name !== 'complaint') return [delivery];
  return [delivery, body(entry, 'Complaint', at, complaintOf(entry, at))];
}

/**
 * The body that SES would publish when a reader opens a mail, follows a link in it or reports it as spam, or when the
 * reader's server returns it. `link`: the one that is followed.
 */
export function eventOfReader(
  entry: InboxEntry,
  { act, link }: { act: ReaderAct; link: string | null },
  at: Instant,
): string {
  const visit = { timestamp: iso(at), ipAddress: '192.0.2.1', userAgent: 'inbox' };
  switch (act) {
    case 'open':
      return body(entry, 'Open', at, { open: visit });
    case 'click':
      return body(entry, 'Click', at, { click: { ...visit, link } });
    case 'bounce':
      return body(entry, 'Bounce', at, bounceOf(entry, at, UNKNOWN_USER));
    case 'complain':
      return body(entry, 'Complaint', at, complaintOf(entry, at));
  }
}

/** `bounce` of `bounce+label@simulator.amazonses.com`; empty for any other address. */
function simulatorName(to: string): string {
  const address = to.toLowerCase();
  return isSimulator(address) ? (/^[^+@]*/.exec(address)?.[0] ?? '') : '';
}

const bounceOf = ({ to }: InboxEntry, at: Instant, { bounceSubType, status, diagnosticCode }: SimulatedBounce) => ({
  bounce: {
    bounceType: 'Permanent',
    bounceSubType,
    bouncedRecipients: [{ emailAddress: to, action: 'failed', status, diagnosticCode }],
    timestamp: iso(at),
  },
});

const complaintOf = ({ to }: InboxEntry, at: Instant) => ({
  complaint: {
    timestamp: iso(at),
    complainedRecipients: [{ emailAddress: to }],
    complaintSubType: null,
    complaintFeedbackType: 'abuse',
  },
});

const body = (entry: InboxEntry, eventType: string, at: Instant, more: object): string => {
  const address = parseMailbox(entry.from ?? '')?.address ?? '';
  return JSON.stringify({
    eventType,
    mail: {
      timestamp: entry.clockAt,
      source: entry.from ?? '',
      messageId: `inbox-${entry.id}-${at}`,
      destination: [entry.to],
      tags: { mailId: [entry.mailId], 'ses:from-domain': [domainOf(address)] },
    },
    ...more,
  });
};
