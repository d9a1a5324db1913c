import { domainOf, type Mailbox, parseMailbox, parseMailboxes } from '../../core/audience/address.ts';
import type { Clock, Instant } from '../../core/clock.ts';
import type { Composer } from '../../core/mail/composer.ts';
import type { OutgoingMail } from '../../core/mail/mailer.ts';
import type { MailHeader } from './header-lines.ts';
import { wholeMail } from './mail-tree.ts';
import { MailWriter } from './mail-writer.ts';

/** Identifies the mail in its source, even where a relay writes a Message-ID of its own (SES does). */
const MAIL_ID_HEADER = 'X-Mailramp-Mail-Id';

const MAIL_ID = /^[A-Za-z0-9_-]{1,200}$/;
/** One of a caller's own (RFC 5322, section 3.6.4). */
const MESSAGE_ID = /^<[!#-;=?A-Z[-~]{1,120}@[A-Za-z0-9.[\]:-]{1,120}>$/;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,70}$/;
/** Headers without a structure that nodemailer knows. */
const FREE_HEADER = /^(?:List|X)-/i;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Most values have none, which is seen faster than they are searched for. */
const PRINTABLE = /^[ -~]*$/;

/**
 * Builds MIME messages. A value can never become another header, address or part. The Message-ID depends on the mail id
 * only, so that receivers that drop repetitions can.
 */
export class MimeComposer implements Composer {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #writer = new MailWriter();
  /** What the mails of a run share; one run's are kept. */
  #senders: Senders | null = null;

  /** `clock` dates the messages. */
  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** @throws when an address, the mail id or a header's name is none. */
  compose(mail: OutgoingMail): string {
    if (mail.message !== undefined) return mail.message.toString('latin1');
    const header = readHeader(mail, this.#sendersOf(mail), this.#clock.now());
    const isUsual =
      (mail.html !== null || mail.text !== null) && header.headers.every(({ key }) => FREE_HEADER.test(key));
    return isUsual ? this.#writer.write(header, mail) : wholeMail(header, mail).toString('latin1');
  }

  #sendersOf({ from, replyTo }: OutgoingMail): Senders {
    if (this.#senders?.of.from !== from || this.#senders.of.replyTo !== replyTo) {
      const mailboxes = {
        from: readMailbox(from, 'from'),
        replyTo: replyTo === null ? null : readMailboxes(replyTo),
      };
      this.#senders = { of: { from, replyTo }, ...mailboxes };
    }
    return this.#senders;
  }
}

interface Senders extends Pick<MailHeader, 'from' | 'replyTo'> {
  of: Pick<OutgoingMail, 'from' | 'replyTo'>;
}

function readHeader(
  { mailId, messageId = mailId, to, headerTo, cc = [], subject, headers }: OutgoingMail,
  { from, replyTo }: Senders,
  now: Instant,
): MailHeader {
  if (!MAIL_ID.test(mailId)) throw new Error('the mail id is not one');
  if (!MAIL_ID.test(messageId) && !MESSAGE_ID.test(messageId)) throw new Error('the Message-ID is not one');
  return {
    from,
    to: headerTo === undefined ? readMailbox(to, 'to') : headerTo.map(mailboxOf),
    cc: cc.map(mailboxOf),
    replyTo,
    subject: withoutControls(subject),
    headers: [...readHeaders(headers), { key: MAIL_ID_HEADER, value: mailId }],
    messageId: MESSAGE_ID.test(messageId) ? messageId : `<${messageId}@${domainOf(from.address)}>`,
    date: new Date(now),
  };
}

const withoutControls = (value: string): string => (PRINTABLE.test(value) ? value : value.replace(CONTROLS, ' '));

/**
 * A name that looks like an encoded word (RFC 2047) is shown as it was written: with a blank in it no reader decodes it
 * to something that nobody has checked, such as a line end.
 */
const shownName = (name: string): string => name.replaceAll('=?', '= ?');

/** As an object, so that nodemailer does not parse it as a list of addresses. */
const readMailbox = (text: string, field: string): { name: string; address: string } => {
  const mailbox = parseMailbox(text);
  if (mailbox === null) throw new Error(`${field} is not an address`);
  return { name: shownName(mailbox.name ?? ''), address: mailbox.address };
};

/** A mailbox that was read before. */
const mailboxOf = ({ name, address }: Mailbox) => ({ name: shownName(withoutControls(name ?? '')), address });

const readMailboxes = (text: string): { name: string; address: string }[] => {
  const mailboxes = parseMailboxes(text);
  if (mailboxes === null) throw new Error('replyTo is not an address');
  return mailboxes.map(({ name, address }) => ({ name: shownName(name ?? ''), address }));
};

const readHeaders = (headers: Record<string, string>): { key: string; value: string }[] =>
  Object.entries(headers).map(([key, value]) => {
    if (!HEADER_NAME.test(key)) throw new Error('a header has no valid name');
    return { key, value: withoutControls(value) };
  });
