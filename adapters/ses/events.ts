import * as z from 'zod';
import { domainOf, parseMailbox } from '../../core/audience/address.ts';
import { classifyBounce, statusIn } from '../../core/insight/classify-bounce.ts';
import type { Bounce, MailEvent, MailEventType, ParsedMailEvents } from '../../core/mail/mail-event.ts';

/**
 * Events as a configuration set publishes them: as the body itself, or in the envelope of SNS. Fields that are not read
 * here may be there or not: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */

const instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue('is not an instant');
  return at;
});
const detail = z.object({ timestamp: instant.optional() });
const recipient = z.object({ status: z.string().optional(), diagnosticCode: z.string().optional() });

const sesEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    timestamp: instant,
    source: z.string().default(''),
    destination: z.array(z.string()).default([]),
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
  delivery: detail.optional(),
  bounce: detail
    .extend({
      bounceType: z.string().default(''),
      bounceSubType: z.string().default(''),
      bouncedRecipients: z.array(recipient).default([]),
    })
    .optional(),
  complaint: detail.extend({ complaintSubType: z.string().nullish() }).optional(),
  open: detail.optional(),
  click: detail.optional(),
  deliveryDelay: detail.optional(),
  subscription: detail.optional(),
});
type SesEvent = z.output<typeof sesEvent>;

const envelope = z.object({ Type: z.literal('Notification'), Message: z.string() });

/** What SES calls an event, what we do, and where its instant is. */
const TYPES: Record<string, { type: MailEventType; detail: keyof SesEvent | null }> = {
  Send: { type: 'send', detail: null },
  Delivery: { type: 'delivery', detail: 'delivery' },
  DeliveryDelay: { type: 'delay', detail: 'deliveryDelay' },
  Bounce: { type: 'bounce', detail: 'bounce' },
  Complaint: { type: 'complaint', detail: 'complaint' },
  Reject: { type: 'reject', detail: null },
  'Rendering Failure': { type: 'rendering-failure', detail: null },
  Open: { type: 'open', detail: 'open' },
  Click: { type: 'click', detail: 'click' },
  Subscription: { type: 'subscription', detail: 'subscription' },
};

const ACCOUNT_LIST = 'OnAccountSuppressionList';
/** Bounces because of the content, not of the recipient. */
const CONTENT = new Set(['ContentRejected', 'AttachmentRejected']);

/**
 * Reads the body of a queue's message. A message that is not an event of this stack's mails has a reason, and is no
 * fault.
 */
export function parseSesEvents(body: string): ParsedMailEvents {
  const outer = parseJson(body);
  const wrapped = envelope.safeParse(outer);
  const parsed = sesEvent.safeParse(wrapped.success ? parseJson(wrapped.data.Message) : outer);
  if (!parsed.success) return { ok: false, reason: 'not an event of SES' };
  const event = parsed.data;
  const known = TYPES[event.eventType];
  if (known === undefined) return { ok: false, reason: `unknown type ${event.eventType.slice(0, 40)}` };
  const [mailId] = event.mail.tags.mailId ?? [];
  const [email] = event.mail.destination;
  const domain = event.mail.tags['ses:from-domain']?.[0] ?? domainIn(event.mail.source);
  if (mailId === undefined || email === undefined || domain === null)
    return { ok: false, reason: 'not a mail of ours' };
  return { ok: true, events: [eventOf(event, known, { mailId, email, domain })] };
}

function eventOf(
  event: SesEvent,
  { type, detail: name }: (typeof TYPES)[string],
  { mailId, email, domain }: { mailId: string; email: string; domain: string },
): MailEvent {
  const at = name === null ? undefined : (event[name] as z.output<typeof detail> | undefined)?.timestamp;
  return {
    type,
    mailId,
    at: at ?? event.mail.timestamp,
    sentAt: event.mail.timestamp,
    domain: domain.toLowerCase(),
    email: (parseMailbox(email)?.address ?? email).toLowerCase(),
    bounce: type === 'bounce' ? bounceOf(event) : null,
    isSuppressedByProvider:
      event.bounce?.bounceSubType === ACCOUNT_LIST || event.complaint?.complaintSubType === ACCOUNT_LIST,
  };
}

function bounceOf({ bounce }: SesEvent): Bounce {
  const [recipientOf] = bounce?.bouncedRecipients ?? [];
  return classifyBounce({
    saysPermanent: bounce?.bounceType === 'Permanent',
    status: statusIn(recipientOf?.status) ?? statusIn(recipientOf?.diagnosticCode),
    saysContent: CONTENT.has(bounce?.bounceSubType ?? ''),
  });
}

const domainIn = (source: string): string | null => {
  const mailbox = parseMailbox(source);
  return mailbox && domainOf(mailbox.address);
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
