import { createHash } from 'node:crypto';
import { REPEATED_WITHIN } from '../access/idempotency.ts';
import { domainOf, parseAddress } from '../audience/address.ts';
import { SECOND } from '../clock.ts';
import type { AddressesInField } from '../mail/addresses-in-field.ts';
import { MAX_MAIL_BYTES } from '../mail/limits.ts';
import type { OutgoingMail } from '../mail/mailer.ts';
import { invalidField, Problem } from '../problems.ts';
import { readEmails } from '../transactional/email-store.ts';
import { mailIdsOf } from '../transactional/send-email.ts';
import { type Copy, type SubmitPorts, type SubmittedCopy, submitMail } from '../transactional/submit-mail.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { requireVerified } from '../warm-up/verified.ts';
import { outgoingMessage } from './outgoing-head.ts';
import { isBulkByItself, readMessage, valuesOf, type WrittenMessage, withWholeLines } from './written-message.ts';

/** Most people of one message. */
export const MAX_RECIPIENTS = 50;
/** A message counts once for each of them: so much is held in memory at most. */
const MAX_BYTES_TOGETHER = 64 * 1024 * 1024;
/** How long a message waits for its turn in the send rate. */
const MAX_WAIT_MS = 15 * SECOND;
/** How long after its arrival a copy may still be begun. */
const MAX_BEGIN_MS = 60 * SECOND;
/** Digits of the id of a message, from the hash of what makes it the same. */
const ID_DIGITS = 32;

export interface SubmissionPorts extends SubmitPorts {
  addressesInField: AddressesInField;
}

/** A message as a program hands it in. */
export interface HandedIn {
  /** The key or the password by which it came: a repetition of another program is another message. */
  keyId: string;
  /** The only address that may send, where the password is that of a sender. */
  onlyFrom: string | null;
  /** Envelope. */
  from: string;
  to: readonly string[];
  bytes: Buffer;
  /** The same for a repetition of one request; used for a message without a Message-ID. @default none */
  requestKey?: string | null;
}

export interface Submitted {
  submissionId: string;
  copies: SubmittedCopy[];
}

/**
 * Hands over a message that a program wrote: every recipient gets it as a mail of its own. When this answers, each copy
 * was handed over, certainly not, or is recorded as in doubt. Throws `invalid-request`, `domain-not-verified`,
 * `mail-too-large`, `stack-held`, `rate-limited`, `quota-used-up` and `request-in-progress` before any hand-over.
 */
export async function submitMessage(ports: SubmissionPorts, handedIn: HandedIn): Promise<Submitted> {
  checkBytes(handedIn);
  const message = messageIn(handedIn.bytes);
  const from = senderIn(ports, message, handedIn.onlyFrom);
  const domain = requireVerified('/message', domainOf(from), await readDomain(ports.tables, domainOf(from)));
  await checkEnvelope(ports, handedIn.from, domain.domain);
  const emails = [...new Set(handedIn.to.map(recipientIn))].sort();
  const { keyId, requestKey = null } = handedIn;
  const submissionId = await idOf(ports, message, { keyId, from, emails, requestKey });
  const isBulk = isBulkByItself(message);
  const [subject = ''] = valuesOf(message, 'subject');
  const ids = mailIdsOf(submissionId, emails.length);
  const date = new Date(ports.clock.now());
  const copies = emails.map((email, i): Copy => {
    const mailId = ids[i] ?? submissionId;
    const messageId = `<${submissionId}@${domain.domain}>`;
    const mail = {
      ...NO_PARTS,
      mailId,
      from,
      to: email,
      subject,
      message: outgoingMessage(message, { mailId, messageId, date }),
      sendingPool: domain.sendingPool,
    };
    return { mailId, email, subject: subject.slice(0, MAX_SUBJECT_SHOWN), content: { ok: true, mail } };
  });
  const submitted = await submitMail(ports, {
    domain,
    from,
    via: 'smtp',
    isBulk,
    honorsUnsubscribes: isBulk,
    copies,
    maxWaitMs: MAX_WAIT_MS,
    maxBeginMs: MAX_BEGIN_MS,
  });
  return { submissionId, copies: submitted };
}

/** Of a subject so much is kept with the record. */
const MAX_SUBJECT_SHOWN = 998;

/** A message that is written already has no parts to be written. */
const NO_PARTS: Pick<OutgoingMail, 'replyTo' | 'html' | 'text' | 'headers' | 'attachments' | 'isTracked'> = {
  replyTo: null,
  html: null,
  text: null,
  headers: {},
  attachments: [],
  isTracked: false,
};

function checkBytes({ bytes, to }: HandedIn): void {
  if (bytes.length > MAX_MAIL_BYTES || bytes.length * to.length > MAX_BYTES_TOGETHER) {
    const message = `must have at most ${MAX_MAIL_BYTES} bytes, and ${MAX_BYTES_TOGETHER} for all recipients together`;
    const limits = { max: MAX_MAIL_BYTES, unit: 'bytes', bytes: bytes.length };
    throw invalidField('/message', message, 'too-big', limits, 'mail-too-large');
  }
  if (to.length >= 1 && to.length <= MAX_RECIPIENTS) return;
  const limits = { min: 1, max: MAX_RECIPIENTS, unit: 'entries' };
  throw invalidField(
    '/to',
    `must have 1 to ${MAX_RECIPIENTS} addresses`,
    to.length < 1 ? 'too-small' : 'too-big',
    limits,
  );
}

function messageIn(bytes: Buffer): WrittenMessage {
  const read = readMessage(withWholeLines(bytes));
  if (!read.ok) throw invalidField('/message', read.fault, 'format', { format: 'rfc5322' });
  return read.message;
}

/** The address in `From`, which answers for the message. */
function senderIn(
  { addressesInField }: Pick<SubmissionPorts, 'addressesInField'>,
  message: WrittenMessage,
  onlyFrom: string | null,
): string {
  const fields = valuesOf(message, 'from');
  const found = fields.flatMap(addressesInField);
  const parsed = fields.length === 1 && found.length === 1 ? parseAddress(found[0] ?? '') : null;
  if (!parsed?.ok)
    throw invalidField('/message', 'must have one field From with one address', 'format', { format: 'from' });
  if (onlyFrom !== null && parsed.address !== onlyFrom)
    throw new Problem('forbidden', `this password sends from ${onlyFrom} only`);
  return parsed.address;
}

/** The sender of the envelope may be another than that of the head; its domain is verified, too. */
async function checkEnvelope(
  { tables }: Pick<SubmissionPorts, 'tables'>,
  from: string,
  verified: string,
): Promise<void> {
  const parsed = parseAddress(from);
  if (!parsed.ok) throw invalidField('/from', 'must be an e-mail address', 'format', { format: 'email' });
  const name = domainOf(parsed.address);
  if (name !== verified) requireVerified('/from', name, await readDomain(tables, name));
}

function recipientIn(text: string, i: number): string {
  const parsed = parseAddress(text);
  if (parsed.ok) return parsed.address;
  throw invalidField(`/to/${i}`, 'must be an e-mail address', 'format', { format: 'email' });
}

/**
 * The same for a repetition, which a program makes when the answer was lost, so that nobody gets the message twice. The
 * body is part of it: programs exist that give all their mails one Message-ID. Without a Message-ID and
 * a request that names itself each is another.
 */
async function idOf(
  { tables, clock, random }: SubmissionPorts,
  message: WrittenMessage,
  who: { keyId: string; from: string; emails: string[]; requestKey: string | null },
): Promise<string> {
  const fresh = `mail-${random.id()}`;
  const messageId = valuesOf(message, 'message-id')[0] || who.requestKey;
  if (!messageId) return fresh;
  const [subject = ''] = valuesOf(message, 'subject');
  const parts = [who.keyId, messageId, who.from, subject, sha256(message.body), who.emails];
  const same = `mail-${sha256(JSON.stringify(parts)).slice(0, ID_DIGITS)}`;
  const [earlier] = await readEmails(tables, mailIdsOf(same, who.emails.length).slice(0, 1));
  return earlier !== undefined && clock.now() - earlier.at > REPEATED_WITHIN ? fresh : same;
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
