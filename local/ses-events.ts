import { domainOf, parseMailbox } from '../core/audience/address.ts';
import { type Instant, iso } from '../core/clock.ts';
import { isSimulator } from '../core/mail/mail-event.ts';
import type { InboxEntry } from './inbox-store.ts';

/** The actions of a reader on a mail of the inbox. */
export type ReaderAct = 'open' | 'click';

type SimulatedBounce = { bounceSubType: string; status: string; diagnosticCode: string };

/** How SES's simulator answers: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const BOUNCES: Record<string, SimulatedBounce> = {
  bounce: { bounceSubType: 'General', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
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
  const complaint = {
    timestamp: iso(at),
    complainedRecipients: [{ emailAddress: entry.to }],
    complaintSubType: null,
    complaintFeedbackType: 'abuse',
  };
  return [delivery, body(entry, 'Complaint', at, { complaint })];
}

/** The body that SES would publish when a reader opens a mail or follows a link in it. */
export const eventOfReader = (entry: InboxEntry, act: ReaderAct, at: Instant): string =>
  act === 'open'
    ? body(entry, 'Open', at, { open: { timestamp: iso(at), ipAddress: '192.0.2.1', userAgent: 'inbox' } })
    : body(entry, 'Click', at, {
        click: { timestamp: iso(at), ipAddress: '192.0.2.1', userAgent: 'inbox', link: 'https://example.com/' },
      });

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
