import { createHash } from 'node:crypto';
import { REPEATED_WITHIN } from '../access/idempotency.ts';
import { type Mailbox, parseMailbox } from '../audience/address.ts';
import { SECOND } from '../clock.ts';
import type { Rendering } from '../content/compile-content.ts';
import type { Via } from '../mail/via.ts';
import { invalidField } from '../problems.ts';
import type { UnsubscribeLinks } from '../unsubscribe/links.ts';
import { readEmails } from './email-store.ts';
import {
  type Addressees,
  addressesOf,
  checkLargeMail,
  type MessageContent,
  type MessagePorts,
  rendererOf,
} from './message.ts';
import { type Copy, type SubmitPorts, type SubmittedCopy, submitMail } from './submit-mail.ts';
import { originOf, type TransactionalOutcome } from './transactional-mail.ts';

/** How long a mail waits for its turn when such mails themselves exceed the send rate. */
const MAX_WAIT_MS = 5 * SECOND;
/** How long after its arrival a mail of a message may still be begun: the gateway waits for 30 s. */
const MAX_BEGIN_MS = 15 * SECOND;

export interface SendEmailPorts extends SubmitPorts, MessagePorts {
  /** For messages that carry a link to unsubscribe. @default there are none */
  unsubscribeLinks?: UnsubscribeLinks;
}

/** A transactional mail to one person. Subject, HTML and text are Liquid, its own or those of a template. */
export interface EmailInput extends MessageContent {
  /** `Name <address>` or an address. */
  from: string;
  /** One person: `Name <address>` or an address. */
  to: string;
}

/** A message to several people, each of whom gets a mail of its own that names all of `to` and `cc`. */
export interface MessageInput extends MessageContent {
  from: string;
  addressees: Addressees;
  /** More headers. @default none */
  headers?: Record<string, string>;
  /** A Message-ID of the caller's own, in angle brackets. @default one made of the id of the message */
  messageIdHeader?: string | null;
  /** @default api */
  via?: Via;
  /** Whether those who unsubscribed from the domain are left out. @default false */
  honorsUnsubscribes?: boolean;
  /** How long the message waits for its turn in the send rate, in ms. @default 5,000 */
  maxWaitMs?: number;
}

/** `outcome` is `failed` with reason `suppressed` for an address that bounced, complained or was suppressed by hand. */
export interface SentEmail extends TransactionalOutcome {
  mailId: string;
}

/** What became of a message: of each of its mails, in the order of their addresses. */
export interface SentMessage {
  /** The id of its only mail, or what those of its mails begin with. */
  messageId: string;
  mails: SubmittedCopy[];
}

/** The mail to one person. Throws as `sendMessage` does. */
export async function sendEmail(
  ports: SendEmailPorts,
  { to, ...message }: EmailInput,
  requestKey: string | null,
): Promise<SentEmail> {
  const addressees = { to: [personIn('/to', to)], cc: [], bcc: [] };
  const { mails } = await sendMessage(ports, { ...message, addressees }, requestKey);
  const [mail] = mails;
  if (mail === undefined) throw new Error('a message to one person has no mail');
  return { mailId: mail.mailId, outcome: mail.outcome, reason: mail.reason };
}

/**
 * Hands a message over, now: it waits behind no campaign. Everything is checked before: throws `invalid-request`,
 * `domain-not-verified`, `mail-too-large`, `rate-limited` and, where the domain's other mail shares its quota,
 * `quota-used-up`. A request with the `requestKey` of an earlier one, whose answer may have been lost, hands over again
 * only what certainly was not sent.
 */
export async function sendMessage(
  ports: SendEmailPorts,
  input: MessageInput,
  requestKey: string | null,
): Promise<SentMessage> {
  const { domain, ...origin } = await originOf(ports.tables, input.from);
  const render = await rendererOf(ports, input, origin);
  const emails = addressesOf(input.addressees);
  const messageId = await messageIdOf(ports, requestKey, emails.length);
  const ids = mailIdsOf(messageId, emails.length);
  const now = ports.clock.now();
  const write = input.unsubscribe ? await ports.unsubscribeLinks?.load() : undefined;
  const copies = emails.map((email, i): Copy => {
    const mailId = ids[i] ?? messageId;
    const unsubscribeUrl = write?.({ email, domain: domain.domain, mailId, sentAt: now }) ?? null;
    const rendering = render({ email, data: null }, { mailId, unsubscribeUrl, now });
    return copyOf(ports, { mailId, email, messageId }, rendering, input);
  });
  const mails = await submitMail(ports, {
    domain,
    from: input.from,
    via: input.via ?? 'api',
    isBulk: false,
    honorsUnsubscribes: input.honorsUnsubscribes ?? false,
    copies,
    maxWaitMs: input.maxWaitMs ?? MAX_WAIT_MS,
    maxBeginMs: MAX_BEGIN_MS,
  });
  return { messageId, mails };
}

/** The ids of a message's mails: its own for the only one, else with a number. */
export const mailIdsOf = (messageId: string, n: number): string[] =>
  n === 1 ? [messageId] : Array.from({ length: n }, (_, i) => `${messageId}R${String(i).padStart(2, '0')}`);

/** The same for a repeated request, so that a crash between hand-over and answer does not cause a second mail. */
async function messageIdOf(
  { tables, random, clock }: SendEmailPorts,
  requestKey: string | null,
  n: number,
): Promise<string> {
  const fresh = `mail-${random.id()}`;
  if (requestKey === null) return fresh;
  const messageId = `mail-${createHash('sha256').update(requestKey).digest('hex').slice(0, 32)}`;
  const [earlier] = await readEmails(tables, mailIdsOf(messageId, n).slice(0, 1));
  const isOver = earlier !== undefined && clock.now() - earlier.at > REPEATED_WITHIN;
  return isOver ? fresh : messageId;
}

function copyOf(
  ports: SendEmailPorts,
  { mailId, email, messageId }: Pick<Copy, 'mailId' | 'email'> & { messageId: string },
  rendering: Rendering,
  { addressees, headers = {}, messageIdHeader = null }: MessageInput,
): Copy {
  if (!rendering.ok) {
    return { mailId, email, subject: '', content: { ok: false, reason: `${rendering.reason}: ${rendering.detail}` } };
  }
  const mail = {
    ...rendering.mail,
    headerTo: addressees.to,
    cc: addressees.cc,
    headers: { ...rendering.mail.headers, ...headers },
    messageId: messageIdHeader ?? messageId,
  };
  checkLargeMail(ports, mail);
  return { mailId, email, subject: mail.subject, content: { ok: true, mail } };
}

/** A field that names one person. Throws `invalid-request`. */
export function personIn(path: string, text: string): Mailbox {
  const mailbox = parseMailbox(text);
  if (mailbox === null)
    throw invalidField(path, 'must be one e-mail address, or a name and one: Name <a@b.c>', 'format', {
      format: 'mailbox',
    });
  return mailbox;
}
