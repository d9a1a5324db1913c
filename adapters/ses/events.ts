import * as z from 'zod';
import { domainOf, parseMailbox } from '../../core/audience/address.ts';
import { classifyBounce, statusIn } from '../../core/insight/classify-bounce.ts';
import type { Bounce, MailEvent, MailEventType, ParsedMailEvents } from '../../core/mail/mail-event.ts';

/**
 * Events as a configuration set publishes them: as the body itself, or in the envelope of SNS. Fields that are not read
 * here may be there or not: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */

/** What is null, missing or of another kind than documented is unknown, and no reason to lose the rest of an event. */
const text = z.string().nullish().catch(null);
const instant = text.transform((written) => {
  const at = Date.parse(written ?? '');
  return Number.isNaN(at) ? null : at;
});
const listOf = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry)
    .nullish()
    .catch(null)
    .transform((list) => list ?? []);

const detail = z.object({ timestamp: instant });
const optional = <T extends z.ZodType>(part: T) => part.nullish().catch(null);
const recipient = z.object({ emailAddress: text, action: text, status: text, diagnosticCode: text });

const sesEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    timestamp: instant,
    source: text,
    destination: listOf(z.string()),
    tags: z
      .record(z.string(), listOf(z.string()))
      .nullish()
      .transform((tags) => tags ?? {}),
  }),
  delivery: optional(detail),
  bounce: optional(detail.extend({ bounceType: text, bounceSubType: text, bouncedRecipients: listOf(recipient) })),
  complaint: optional(
    detail.extend({
      complaintSubType: text,
      complaintFeedbackType: text,
      complainedRecipients: listOf(z.object({ emailAddress: text })),
    }),
  ),
  open: optional(detail),
  click: optional(detail.extend({ link: text })),
  deliveryDelay: optional(detail),
  subscription: optional(detail),
});
type SesEvent = z.output<typeof sesEvent>;

const envelope = z.object({ Type: z.literal('Notification'), Message: z.string(), Timestamp: instant });

/** The parts of an event that have an instant of their own. */
type Detail = 'delivery' | 'deliveryDelay' | 'bounce' | 'complaint' | 'open' | 'click' | 'subscription';

/** What SES calls an event, what we do, and where its instant is. */
const TYPES: Record<string, { type: MailEventType; detail: Detail | null }> = {
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
 * Reports that come as complaints and complain of nothing: a reader took a mail out of the spam, or a server could not
 * check a signature (https://www.iana.org/assignments/marf-parameters).
 */
const NO_COMPLAINTS = new Set(['not-spam', 'auth-failure']);

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
  const domain = event.mail.tags['ses:from-domain']?.[0] ?? domainIn(event.mail.source ?? '');
  if (mailId === undefined || event.mail.destination.length === 0 || domain === null)
    return { ok: false, reason: 'not a mail of ours' };
  const email = recipientOf(event);
  if (email === null) return { ok: false, reason: 'a mail to several, none of whom is named' };
  const detailAt = known.detail === null ? null : (event[known.detail]?.timestamp ?? null);
  const at = detailAt ?? event.mail.timestamp ?? (wrapped.success ? wrapped.data.Timestamp : null);
  if (at === null) return { ok: false, reason: 'no time' };
  const sentAt = event.mail.timestamp ?? at;
  return { ok: true, events: [eventOf(event, typeOf(event, known.type), { mailId, email, domain, at, sentAt })] };
}

/** Our mails have one recipient. Of several it is the one of whom the event speaks. */
function recipientOf({ mail, bounce, complaint }: SesEvent): string | null {
  const destinations = mail.destination.map(normalized);
  if (destinations.length === 1) return destinations[0] ?? null;
  const named = [...(bounce?.bouncedRecipients ?? []), ...(complaint?.complainedRecipients ?? [])];
  const address = named
    .map(({ emailAddress }) => normalized(emailAddress ?? ''))
    .find((each) => destinations.includes(each));
  return address ?? null;
}

const normalized = (email: string): string => (parseMailbox(email)?.address ?? email).toLowerCase();

/** SES has one type for opposite facts: what a complaint complains of, and who answers, tells them apart. */
function typeOf({ bounce, complaint }: SesEvent, type: MailEventType): MailEventType {
  if (type === 'complaint' && NO_COMPLAINTS.has(complaint?.complaintFeedbackType ?? '')) return 'report';
  return type === 'bounce' && bounce != null && isAutomaticReply(bounce) ? 'reply' : type;
}

/**
 * A mail server that returns a mail says by what code; an automatic reply, such as "out of office", has none. SES
 * forwards both as transient bounces: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
const isAutomaticReply = ({ bounceType, bounceSubType, bouncedRecipients }: NonNullable<SesEvent['bounce']>): boolean =>
  bounceType === 'Transient' &&
  (bounceSubType ?? 'General') === 'General' &&
  bouncedRecipients.every(({ action, status, diagnosticCode }) => !action && !status && !diagnosticCode);

const eventOf = (
  event: SesEvent,
  type: MailEventType,
  { domain, ...rest }: Pick<MailEvent, 'mailId' | 'email' | 'domain' | 'at' | 'sentAt'>,
): MailEvent => ({
  ...rest,
  type,
  domain: domain.toLowerCase(),
  bounce: type === 'bounce' ? bounceOf(event) : null,
  isSuppressedByProvider:
    event.bounce?.bounceSubType === ACCOUNT_LIST || event.complaint?.complaintSubType === ACCOUNT_LIST,
  ...(type === 'click' ? { link: event.click?.link ?? null } : {}),
});

function bounceOf({ bounce }: SesEvent): Bounce {
  const [first] = bounce?.bouncedRecipients ?? [];
  return classifyBounce({
    saysPermanent: bounce?.bounceType === 'Permanent',
    status: statusIn(first?.status) ?? statusIn(first?.diagnosticCode),
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
