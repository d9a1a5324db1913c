import { createHash } from 'node:crypto';
import { REPEATED_WITHIN } from '../access/idempotency.ts';
import { type Mailbox, mailboxesIn, parseMailbox } from '../audience/address.ts';
import { type Clock, SECOND } from '../clock.ts';
import { commit } from '../commit.ts';
import { checkAttachments } from '../content/check-attachments.ts';
import { compileContent } from '../content/compile-content.ts';
import { contentOf, type Origin } from '../content/content-of.ts';
import { checkSource } from '../content/manage-templates.ts';
import { readTemplate } from '../content/template-store.ts';
import type { Log } from '../log.ts';
import { RATE_USED_UP } from '../mail/cause.ts';
import { checkMailSize } from '../mail/check-size.ts';
import type { Composer } from '../mail/composer.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { MAX_MAIL_BYTES } from '../mail/limits.ts';
import type { HandOver, MailAttachment, Mailer, OutgoingMail } from '../mail/mailer.ts';
import type { Objects } from '../objects.ts';
import { invalidField, Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { RateGate } from '../rate/rate.ts';
import type { SendingSettings } from '../rate/settings.ts';
import type { Tables } from '../tables.ts';
import { type EmailRecord, emailOutcomeWrite, newEmailWrites, readEmail } from './email-store.ts';
import {
  countTransactionalMails,
  originOf,
  outcomeOf,
  suppressedAmong,
  type TransactionalOutcome,
  waitForTurn,
} from './transactional-mail.ts';

/** How long a mail waits for its turn when such mails themselves exceed the send rate. */
const MAX_WAIT_MS = 5 * SECOND;
/** How long a mail that the account throttles is retried, once a second: it was certainly not accepted. */
const MAX_THROTTLED_MS = 4 * SECOND;
/** Mails that weigh less before they are encoded cannot reach the limit: an encoding at most triples a byte. */
const SURELY_SMALL = MAX_MAIL_BYTES / 4;

export interface SendEmailPorts {
  tables: Tables;
  objects: Objects;
  clock: Clock;
  random: Random;
  log: Log;
  mailer: Mailer;
  rateGate: Pick<RateGate, 'pass' | 'lower'>;
  settings: Pick<SendingSettings, 'windowSize'>;
  /** The fixed offset of the quota day from UTC, in minutes. */
  quotaDayOffsetMinutes: number;
  htmlToText: HtmlToText;
  /** Measures mails that may be too large. */
  composer: Composer;
}

/** A transactional mail. Subject, HTML and text are Liquid, its own or those of a template. */
export interface EmailInput {
  /** `Name <address>` or an address. */
  from: string;
  /** One person: `Name <address>` or an address. */
  to: string;
  /** Null for the template's own. */
  subject: string | null;
  html: string | null;
  text: string | null;
  templateId: string | null;
  templateData: Record<string, unknown>;
  attachments: MailAttachment[];
  /** One or several mailboxes, separated by commas. */
  replyTo: string | null;
  /** In which dates are read and shown. @default UTC */
  timeZone?: string;
}

/** `outcome` is `failed` with reason `suppressed` for an address that bounced, complained or was suppressed by hand. */
export interface SentEmail extends TransactionalOutcome {
  mailId: string;
}

/**
 * Hands one mail over, now: it waits behind no campaign. Everything is checked before: throws `invalid-request`,
 * `domain-not-verified`, `mail-too-large`, `rate-limited` and, where the domain's other mail shares its quota,
 * `quota-used-up`. A
 * request with the `requestKey` of an earlier one, whose answer may have been lost, hands nothing over again.
 */
export async function sendEmail(
  ports: SendEmailPorts,
  input: EmailInput,
  requestKey: string | null,
): Promise<SentEmail> {
  const mailId = await newMailId(ports, requestKey);
  if (typeof mailId !== 'string') return mailId;
  const { address: email, name: toName } = personIn(input.to);
  const { domain, ...origin } = await originOf(ports.tables, input.from);
  const rendering = await render(ports, input, origin, { email, mailId });
  const now = ports.clock.now();
  const record = { mailId, domain: domain.domain, from: input.from, email, at: now };
  const failed = async (reason: string, subject: string): Promise<SentEmail> => {
    await keep(ports, { ...record, subject, outcome: 'failed', reason });
    return { mailId, outcome: 'failed', reason };
  };
  if (!rendering.ok) return failed(`${rendering.reason}: ${rendering.detail}`, '');
  const mail = { ...rendering.mail, toName };
  checkLargeMail(ports, mail);
  if ((await suppressedAmong(ports.tables, [email])).size > 0) return failed('suppressed', mail.subject);
  const isItsTurn = await waitForTurn(
    (at) => ports.rateGate.pass(ports.settings.windowSize, at),
    ports.clock,
    now + MAX_WAIT_MS,
  );
  if (!isItsTurn) throw new Problem('rate-limited', RATE_USED_UP);
  await countTransactionalMails(ports, domain, 1);
  // Before the hand-over: from here on, the mail counts as tried, whatever happens.
  const begun = {
    ...record,
    subject: mail.subject,
    outcome: 'unknown',
    reason: 'the hand-over was interrupted',
  } as const;
  if (!(await keep(ports, begun)))
    throw new Problem('request-in-progress', 'another request is handing this mail over');
  const result = outcomeOf(await handOver(ports, mail));
  await recordOutcome(ports, mailId, result);
  return { mailId, ...result };
}

/** The mail is out: a failure to record that must not make the caller send it again. */
async function recordOutcome(
  { tables, log }: SendEmailPorts,
  mailId: string,
  result: TransactionalOutcome,
): Promise<void> {
  try {
    await tables.write(emailOutcomeWrite(mailId, result));
  } catch (error) {
    log.error('email-outcome-not-recorded', error, { mailId });
  }
}

/**
 * The id of a mail: the same for a repeated request, so that a crash between hand-over and answer does not cause a
 * second mail. Returns the result of the first request, if there was one in the last 24 hours.
 */
async function newMailId({ tables, random, clock }: SendEmailPorts, requestKey: string | null) {
  const fresh = `mail-${random.id()}`;
  if (requestKey === null) return fresh;
  const mailId = `mail-${createHash('sha256').update(requestKey).digest('hex').slice(0, 32)}`;
  const earlier = await readEmail(tables, mailId);
  if (!earlier) return mailId;
  if (clock.now() - earlier.at > REPEATED_WITHIN) return fresh;
  const { outcome, reason } = earlier;
  return { mailId, outcome, reason };
}

function personIn(to: string): Mailbox {
  const mailbox = parseMailbox(to);
  if (mailbox === null)
    throw invalidField('/to', 'must be one e-mail address, or a name and one: Name <a@b.c>', 'format', {
      format: 'mailbox',
    });
  return mailbox;
}

async function render(
  ports: SendEmailPorts,
  input: EmailInput,
  origin: Origin,
  { email, mailId }: { email: string; mailId: string },
) {
  checkAttachments(input.attachments);
  if (input.replyTo !== null) mailboxesIn('/replyTo', input.replyTo);
  const source = await sourceOf(ports, input);
  const content = contentOf({ ...input, unsubscribe: false, attachments: [] }, source, origin);
  const renderer = compileContent(content, input.attachments, ports.htmlToText);
  return renderer({ email, data: null }, { mailId, unsubscribeUrl: null, now: ports.clock.now() });
}

/** The Liquid of a mail: its own, or its template's, possibly with another subject. */
async function sourceOf(ports: SendEmailPorts, { subject, html, text, templateId }: EmailInput) {
  if (templateId === null) {
    if (subject === null)
      throw invalidField('/subject', 'is required without a template', 'required', { without: 'templateId' });
    const source = { subject, html, text };
    checkSource(source);
    return source;
  }
  if (html !== null || text !== null) {
    throw invalidField(html === null ? '/text' : '/html', 'is not allowed together with templateId', 'not-allowed', {
      with: 'templateId',
    });
  }
  const template = await readTemplate(ports, templateId);
  if (!template) throw invalidField('/templateId', `there is no template ${templateId}`, 'no-such', { templateId });
  const line = subject ?? template.subject;
  if (!line) throw invalidField('/subject', 'is required: the template has none', 'required');
  const source = { subject: line, html: template.html, text: template.text };
  // The template was checked when it was stored.
  if (subject !== null) checkSource({ subject, html: null, text: '' });
  return source;
}

function checkLargeMail({ composer }: SendEmailPorts, mail: OutgoingMail): void {
  const parts = [mail.html, mail.text].map((part) => Buffer.byteLength(String(part ?? '')));
  const files = mail.attachments.map(({ content }) => content.length);
  if ([...parts, ...files].reduce((sum, bytes) => sum + bytes, 0) < SURELY_SMALL) return;
  checkMailSize(mail, composer);
}

/** False when another request has recorded the same mail. */
async function keep({ tables, random }: SendEmailPorts, record: EmailRecord): Promise<boolean> {
  return (await commit(newEmailWrites(record), { tables, random })).ok;
}

/** A throttled mail was certainly not accepted, and is tried again at the lower rate. */
async function handOver({ mailer, rateGate, clock }: SendEmailPorts, mail: OutgoingMail): Promise<HandOver> {
  const giveUpAt = clock.now() + MAX_THROTTLED_MS;
  for (;;) {
    const result = await mailer.handOver(mail);
    if (result.kind !== 'throttled') return result;
    await rateGate.lower(clock.now());
    if (clock.now() >= giveUpAt) return result;
    await clock.sleep(SECOND);
  }
}
