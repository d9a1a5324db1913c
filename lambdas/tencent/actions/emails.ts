import * as z from 'zod';
import { type Mailbox, parseMailbox } from '../../../core/audience/address.ts';
import { DAY, SECOND } from '../../../core/clock.ts';
import { FOOTER_LANGUAGES } from '../../../core/content/unsubscribe-footer.ts';
import { type Email, type FindEmailsPorts, findEmail, findEmailsTo } from '../../../core/insight/find-emails.ts';
import { causeOf } from '../../../core/mail/cause.ts';
import {
  findTransactionalEmail,
  findTransactionalEmailsTo,
} from '../../../core/transactional/find-transactional-emails.ts';
import { type SendEmailPorts, type SentMessage, sendMessage } from '../../../core/transactional/send-email.ts';
import { readDomain } from '../../../core/warm-up/domain-store.ts';
import { quotaDayOf } from '../../../core/warm-up/quota-day.ts';
import { type Action, action, idNumber } from '../action.ts';
import { attachmentsIn, attachmentsSchema } from '../attachments.ts';
import { objectIn, textIn } from '../contents.ts';
import { inTheirWords, Refusal } from '../errors.ts';
import { limitField, offsetField, placeOf } from '../paging.ts';
import { isDate, secondsOf } from '../times.ts';
import { optionIn } from '../unsubscribe-option.ts';

const MAX_TO = 50;
const MAX_COPIES = 20;
/** How long a call waits for its turn in the send rate. */
const MAX_WAIT_MS = 15 * SECOND;
/** Days for which mails are found. */
const DAYS_FOUND = 90;
/** Mails to one address that a call looks through. */
const MOST_FOUND = 1_000;

export interface TencentEmailPorts extends SendEmailPorts, FindEmailsPorts {
  /** The option for calls that name none, by sender address; null when there is none. */
  unsubscribeOption(address: string): Promise<number | null>;
}

const sendSchema = z.strictObject({
  FromEmailAddress: z.string().min(1),
  Subject: z.string().min(1),
  Destination: z.array(z.string()).optional(),
  ReplyToAddresses: z.string().optional(),
  Cc: z.array(z.string()).optional(),
  Bcc: z.array(z.string()).optional(),
  Template: z.strictObject({ TemplateID: idNumber(), TemplateData: z.string() }).optional(),
  Simple: z.strictObject({ Html: z.string().optional(), Text: z.string().optional() }).optional(),
  Attachments: attachmentsSchema.optional(),
  Unsubscribe: z.string().optional(),
  TriggerType: z.int().min(0).max(1).optional(),
  SmtpMessageId: z.string().optional(),
  SmtpHeaders: z.string().optional(),
  HeaderFrom: z.string().optional(),
});
type Send = z.output<typeof sendSchema>;

/** Calls about single mails. */
export const emailActions = (ports: TencentEmailPorts): Action[] => [
  action({
    name: 'SendEmail',
    role: 'sender',
    isRepeated: true,
    schema: sendSchema,
    handle: async (input, { requestKey }) => {
      const addressees = addresseesIn(input);
      const from = senderIn(input);
      await checkDomain(ports, from);
      const content = contentIn(input);
      const option = await optionIn(ports, input.Unsubscribe, from.address);
      const sent = await inTheirWords(NAMES, () =>
        sendMessage(
          ports,
          {
            ...content,
            from: input.HeaderFrom || input.FromEmailAddress,
            addressees,
            subject: input.Subject,
            attachments: attachmentsIn(input.Attachments),
            replyTo: input.ReplyToAddresses || null,
            headers: headersIn(input.SmtpHeaders),
            messageIdHeader: messageIdIn(input.SmtpMessageId),
            unsubscribe: option === null || option === 0 ? null : { footer: FOOTER_LANGUAGES[option - 1] ?? null },
            via: 'tencent',
            honorsUnsubscribes: (input.TriggerType ?? 0) === 0,
            maxWaitMs: MAX_WAIT_MS,
          },
          requestKey,
        ),
      );
      refuseNobody(sent);
      return { MessageId: sent.messageId };
    },
  }),
  action({
    name: 'GetSendEmailStatus',
    role: 'viewer',
    schema: z.strictObject({
      RequestDate: z.string().min(1),
      Offset: offsetField(),
      Limit: limitField(),
      MessageId: z.string().optional(),
      ToEmailAddress: z.string().optional(),
    }),
    handle: async ({ RequestDate, MessageId, ToEmailAddress, ...place }) => {
      const { offset, limit } = placeOf(place);
      checkDay(ports, RequestDate);
      const found = await mailsOf(ports, RequestDate, { messageId: MessageId ?? '', to: ToEmailAddress ?? '' });
      const sorted = found.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
      return { EmailStatusList: sorted.slice(offset, offset + limit).map(statusOf) };
    },
  }),
];

const NAMES = {
  'domain-not-verified': 'FailedOperation.NotAuthenticatedSender',
  'quota-used-up': 'FailedOperation.ExceedSendLimit',
} as const;

function addresseesIn({ Destination = [], Cc = [], Bcc = [] }: Send) {
  if (Destination.length + Cc.length + Bcc.length === 0) {
    throw new Refusal('InvalidParameterValue.EmailAddressIsNULL', 'Destination, Cc or Bcc must name somebody');
  }
  const limits = { Destination: [Destination, MAX_TO], Cc: [Cc, MAX_COPIES], Bcc: [Bcc, MAX_COPIES] } as const;
  for (const [name, [given, most]] of Object.entries(limits)) {
    if (given.length <= most) continue;
    throw new Refusal('FailedOperation.TooManyRecipients', `${name} must have at most ${most} addresses`);
  }
  const read = (name: string, texts: string[]) =>
    texts.map((text, i): Mailbox => {
      const mailbox = parseMailbox(text);
      if (mailbox !== null) return mailbox;
      throw new Refusal('InvalidParameterValue.ReceiverEmailInvalid', `${name}.${i} must be an e-mail address`);
    });
  return { to: read('Destination', Destination), cc: read('Cc', Cc), bcc: read('Bcc', Bcc) };
}

const domainIn = ({ address }: Mailbox): string => address.slice(address.lastIndexOf('@') + 1);

/** Envelope and `From`; another `From` must be of the same domain, which is the one that is accounted. */
function senderIn({ FromEmailAddress, HeaderFrom }: Send): Mailbox {
  const envelope = parseMailbox(FromEmailAddress);
  const header = HeaderFrom ? parseMailbox(HeaderFrom) : envelope;
  if (envelope !== null && header !== null && domainIn(envelope) === domainIn(header)) return header;
  const message = 'FromEmailAddress must be an address, or a name and one; HeaderFrom must be of the same domain';
  throw new Refusal('FailedOperation.IncorrectSender', message);
}

async function checkDomain({ tables }: TencentEmailPorts, from: Mailbox): Promise<void> {
  const domain = await readDomain(tables, domainIn(from));
  if (domain?.status === 'verified') return;
  throw new Refusal('FailedOperation.NotAuthenticatedSender', `${domainIn(from)} is no verified domain`);
}

const WRONG_CONTENT = 'InvalidParameterValue.EmailContentIsWrong';

/** The template wins over content of the call's own, which is literal. */
function contentIn({ Template, Simple }: Send) {
  if (Template !== undefined) {
    const templateData = objectIn(Template.TemplateData || '{}');
    if (templateData === null)
      throw new Refusal('FailedOperation.WrongContentJson', 'Template.TemplateData must be a JSON object');
    return { html: null, text: null, templateId: String(Template.TemplateID), templateData };
  }
  const html = textIn('Simple.Html', Simple?.Html, WRONG_CONTENT);
  const text = textIn('Simple.Text', Simple?.Text, WRONG_CONTENT);
  if (html === null && text === null)
    throw new Refusal('FailedOperation.MissingEmailContent', 'Template or Simple must have the content');
  return { html, text, templateId: null, templateData: {}, isLiteral: true };
}

const HEADER_NAME = /^(?:X-(?!SES-|Mailramp-)[A-Za-z0-9-]{1,60}|List-[A-Za-z0-9-]{1,60}|In-Reply-To|References)$/i;

function headersIn(text: string | undefined): Record<string, string> {
  if (text === undefined || text === '') return {};
  const headers = objectIn(text);
  const entries = Object.entries(headers ?? {});
  const isRight = entries.every(
    ([name, value]) =>
      HEADER_NAME.test(name) &&
      typeof value === 'string' &&
      value.length <= 998 &&
      !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value),
  );
  if (headers !== null && isRight && entries.length <= 20) return headers as Record<string, string>;
  const message =
    'SmtpHeaders must be a JSON object of at most 20 texts, named X-* (but X-SES-* and X-Mailramp-*), List-*, In-Reply-To or References';
  throw new Refusal('InvalidParameterValue', message);
}

function messageIdIn(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (/^<[!#-;=?A-Z[-~]{1,120}@[A-Za-z0-9.[\]:-]{1,120}>$/.test(text)) return text;
  throw new Refusal('InvalidParameterValue', 'SmtpMessageId must be written <…@…>');
}

/** A message that nobody could be mailed is an error; one that anybody may have got is none, or it would come again. */
function refuseNobody({ mails }: SentMessage): void {
  if (mails.some(({ outcome }) => outcome !== 'failed')) return;
  const reasons = mails.map(({ reason }) => reason);
  if (reasons.every((reason) => reason === 'suppressed'))
    throw new Refusal('FailedOperation.EmailAddrInBlacklist', 'every recipient is suppressed');
  if (reasons.every((reason) => reason === 'unsubscribed'))
    throw new Refusal('FailedOperation.ReceiverHasUnsubscribed', 'every recipient has unsubscribed');
  const missing = reasons.find((reason) => reason?.startsWith('missing-variable'));
  if (missing) throw new Refusal('InvalidParameterValue.TemplateNotMatchData', missing);
  throw new Refusal('FailedOperation.SendEmailErr', reasons.find((reason) => reason) ?? 'not sent');
}

function checkDay({ clock, quotaDayOffsetMinutes }: TencentEmailPorts, day: string): void {
  if (!isDate(day))
    throw new Refusal('InvalidParameterValue.WrongDate', 'RequestDate must be a date such as 2027-01-05');
  if (day >= quotaDayOf(clock.now() - DAYS_FOUND * DAY, quotaDayOffsetMinutes)) return;
  const message = `RequestDate must be at most ${DAYS_FOUND} days ago`;
  throw new Refusal('FailedOperation.NotSupportDate', message);
}

/** Mails by their id, by what the ids of a message's mails begin with, or by address and day. */
async function mailsOf(
  ports: TencentEmailPorts,
  day: string,
  { messageId, to }: { messageId: string; to: string },
): Promise<Email[]> {
  if (messageId !== '') {
    const isTo = ({ email }: Email) => to === '' || email === to.toLowerCase();
    return (await mailsById(ports, messageId)).filter(isTo);
  }
  if (to === '') throw new Refusal('MissingParameter', 'MessageId or ToEmailAddress is required');
  const found: Email[] = [];
  let after: Parameters<typeof findTransactionalEmailsTo>[0]['after'] = null;
  do {
    const page = await findTransactionalEmailsTo({ day, email: to, limit: 100, after }, ports);
    found.push(...page.emails);
    after = page.next;
  } while (after !== null && found.length < MOST_FOUND);
  let from: Parameters<typeof findEmailsTo>[0]['from'] | null = { before: null, skip: 0 };
  while (from !== null && found.length < MOST_FOUND) {
    const page: Awaited<ReturnType<typeof findEmailsTo>> = await findEmailsTo(
      { day, email: to, limit: 100, from },
      ports,
    );
    found.push(...page.emails);
    from = page.next;
  }
  return found;
}

/** The most copies that one message has. */
const MAX_PARTS = 90;

async function mailsById(ports: TencentEmailPorts, id: string): Promise<Email[]> {
  const one = (await findTransactionalEmail(id, ports)) ?? (await findEmail(id, ports));
  if (one !== null) return [one];
  if (!/^mail-[0-9a-f]{32}$/.test(id)) return [];
  const ids = Array.from({ length: MAX_PARTS }, (_, i) => `${id}R${String(i).padStart(2, '0')}`);
  const parts = await Promise.all(ids.map((part) => findTransactionalEmail(part, ports)));
  return parts.filter((part) => part !== null);
}

/** The vendor's numbers for why a mail was not sent. */
const SEND_STATUS: Readonly<Record<string, number>> = {
  suppressed: 1007,
  unsubscribed: 1013,
  'missing-variable': 3010,
  'template-error': 3010,
  'mail-too-large': 3007,
};
const OTHER_FAILURE = 1009;
const NO_ANSWER = 1004;

function sendStatusOf({ outcome, reason }: Email): number {
  if (outcome === null || outcome === 'sent') return 0;
  if (outcome === 'unknown') return NO_ANSWER;
  return SEND_STATUS[causeOf(outcome, reason)?.code ?? ''] ?? OTHER_FAILURE;
}

function deliverStatusOf({ outcome, delivery }: Email): number {
  if (outcome === 'failed' || delivery?.status === 'rejected') return 2;
  if (delivery?.status === 'bounced') return 3;
  if (delivery?.status === 'delayed') return 8;
  return delivery?.status === 'delivered' || delivery?.status === 'complained' ? 1 : 0;
}

function statusOf(email: Email) {
  const { mailId, delivery, reason, at } = email;
  const delivered = delivery?.deliveredAt ?? delivery?.bouncedAt ?? null;
  return {
    MessageId: mailId,
    ToEmailAddress: email.email,
    FromEmailAddress: email.from ?? '',
    SendStatus: sendStatusOf(email),
    DeliverStatus: deliverStatusOf(email),
    DeliverMessage: delivery?.bounce?.status ?? reason ?? '',
    RequestTime: at === null ? 0 : secondsOf(at),
    DeliverTime: delivered === null ? 0 : secondsOf(delivered),
    UserOpened: delivery?.openedAt != null,
    UserClicked: delivery?.clickedAt != null,
    UserUnsubscribed: delivery?.unsubscribedAt != null,
    UserComplainted: delivery?.complainedAt != null,
    UserComplained: delivery?.complainedAt != null,
  };
}
