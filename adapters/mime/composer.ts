import MailComposer, { type MailComposerAttachment } from 'nodemailer/lib/mail-composer';
import { domainOf, parseMailbox } from '../../core/audience/address.ts';
import type { Clock, Instant } from '../../core/clock.ts';
import type { Composer } from '../../core/mail/composer.ts';
import type { MailAttachment, OutgoingMail } from '../../core/mail/mailer.ts';
import { serialize } from './serialize.ts';
import { TextMailWriter } from './text-mail.ts';

/** Identifies the mail in its source, even where a relay writes a Message-ID of its own (SES does). */
const MAIL_ID_HEADER = 'X-Mailramp-Mail-Id';

const MAIL_ID = /^[A-Za-z0-9_-]{1,200}$/;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,70}$/;
/** Headers without a structure that nodemailer knows. */
const FREE_HEADER = /^(?:List|X)-/i;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const MEDIA_TYPE = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i;
/** Media types with a structure of their own: their bytes would be read as parts of this mail. */
const STRUCTURED_TYPE = /^(multipart|message)\//i;

/**
 * Builds MIME messages with nodemailer. A value can never become another header, address or part. The Message-ID
 * depends on the mail id only, so that receivers that drop repetitions can.
 */
export class MimeComposer implements Composer {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #textMails = new TextMailWriter();

  /** `clock` dates the messages. */
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** @throws when an address, the mail id or a header's name is none. */
  async compose(mail: OutgoingMail): Promise<Uint8Array> {
    const checked = checkMail(mail, this.#clock.now());
    const isTextMail = mail.attachments.length === 0 && (mail.html !== null || mail.text !== null);
    return isTextMail && checked.headers.every(({ key }) => FREE_HEADER.test(key))
      ? this.#textMails.write({ ...checked, html: mail.html, text: mail.text })
      : serialize(treeOf(checked, mail));
  }
}

interface CheckedMail {
  from: Mailbox;
  to: Mailbox;
  replyTo: Mailbox | null;
  subject: string;
  headers: { key: string; value: string }[];
  messageId: string;
  date: Date;
}

type Mailbox = ReturnType<typeof readMailbox>;

function checkMail({ mailId, from, to, replyTo, subject, headers }: OutgoingMail, now: Instant): CheckedMail {
  if (!MAIL_ID.test(mailId)) throw new Error('the mail id is not one');
  const sender = readMailbox(from, 'from');
  return {
    from: sender,
    to: readMailbox(to, 'to'),
    replyTo: replyTo === null ? null : readMailbox(replyTo, 'replyTo'),
    subject: subject.replace(CONTROLS, ' '),
    headers: [...readHeaders(headers), { key: MAIL_ID_HEADER, value: mailId }],
    messageId: `<${mailId}@${domainOf(sender.address)}>`,
    date: new Date(now),
  };
}

const treeOf = ({ replyTo, ...checked }: CheckedMail, { html, text, attachments }: OutgoingMail) =>
  new MailComposer({
    ...checked,
    ...(replyTo === null ? {} : { replyTo }),
    ...(html === null ? {} : { html: withCrlf(html) }),
    ...(text === null ? {} : { text: withCrlf(text) }),
    attachments: attachments.map(readAttachment),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();

/** Here and not by nodemailer's `newline`, which works on streams only. */
const withCrlf = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n');

/** As an object, so that nodemailer does not parse it as a list of addresses. */
const readMailbox = (text: string, field: string): { name: string; address: string } => {
  const mailbox = parseMailbox(text);
  if (mailbox === null) throw new Error(`${field} is not an address`);
  return { name: mailbox.name ?? '', address: mailbox.address };
};

const readHeaders = (headers: Record<string, string>): { key: string; value: string }[] =>
  Object.entries(headers).map(([key, value]) => {
    if (!HEADER_NAME.test(key)) throw new Error('a header has no valid name');
    return { key, value: value.replace(CONTROLS, ' ') };
  });

const readAttachment = ({ name, contentType, content }: MailAttachment): MailComposerAttachment => ({
  filename: name.replace(CONTROLS, ' '),
  content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  contentType: mediaType(contentType),
  contentTransferEncoding: 'base64',
  contentDisposition: 'attachment',
});

/** `undefined` lets nodemailer go by the name. */
const mediaType = (contentType: string | null): string | undefined => {
  if (contentType === null) return undefined;
  const [type = ''] = contentType.split(';', 1);
  const isPlain = MEDIA_TYPE.test(type.trim()) && !STRUCTURED_TYPE.test(type.trim());
  return isPlain ? type.trim() : 'application/octet-stream';
};
