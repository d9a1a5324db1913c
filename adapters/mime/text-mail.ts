import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import { quotedPrintableSpace, writeQuotedPrintable } from './quoted-printable.ts';

/** A mail of text only, its values checked already. */
export interface TextMail {
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo: { name: string; address: string } | null;
  subject: string;
  headers: { key: string; value: string }[];
  messageId: string;
  date: Date;
  /** At least one of the two. */
  html: string | null;
  text: string | null;
}

/** Scratch space that is kept; larger mails get their own. */
const KEPT_BYTES = 1024 * 1024;
/** Values of headers that are short and plain need no encoding and no folding. */
const PLAIN_VALUE = /^(?!.*=\?)[!#-~]+(?: [!#-~]+)*$/;
const PLAIN_LENGTH = 60;
/** "=_" is in neither quoted-printable nor base64, so that no value can end a part (RFC 2045, 6.7). */
const BOUNDARY = '=_mailramp';
const CRLF = '\r\n';
/** Of 76 characters a line, as RFC 2045 asks for. */
const BASE64_LINE = /.{76}(?=.)/g;

/**
 * Writes mails without attachments in a fraction of the time of nodemailer's tree, which encodes the constant parts of
 * a run again for each mail. The header lines are nodemailer's, except those that need no encoding.
 */
export class TextMailWriter {
  readonly #scratch = Buffer.allocUnsafe(KEPT_BYTES);
  /** Header lines of senders, which all mails of a run share; one run's are kept. */
  #constant = { key: '', lines: '' };

  write(mail: TextMail): Buffer {
    const html = mail.html === null ? null : Buffer.from(mail.html);
    const text = mail.text === null ? null : Buffer.from(mail.text);
    const head = this.#headers(mail);
    const space = 1_024 + head.length + quotedPrintableSpace((html?.length ?? 0) + (text?.length ?? 0));
    const target = space <= KEPT_BYTES ? this.#scratch : Buffer.allocUnsafe(space);
    let at = target.write(head, 0, 'latin1');
    if (html !== null && text !== null) {
      const type = `multipart/alternative; boundary="${BOUNDARY}"`;
      at += target.write(`Content-Type: ${type}\r\n\r\n--${BOUNDARY}\r\n`, at, 'latin1');
      at = writePart('plain', text, target, at);
      at += target.write(`\r\n--${BOUNDARY}\r\n`, at, 'latin1');
      at = writePart('html', html, target, at);
      at += target.write(`\r\n--${BOUNDARY}--\r\n`, at, 'latin1');
    } else {
      at = writePart(html === null ? 'plain' : 'html', html ?? text ?? Buffer.alloc(0), target, at);
      at += target.write(CRLF, at, 'latin1');
    }
    return target === this.#scratch ? Buffer.from(target.subarray(0, at)) : target.subarray(0, at);
  }

  #headers({ from, to, replyTo, subject, headers, messageId, date }: TextMail): string {
    let lines = this.#senderLines(from, replyTo);
    lines += to.name === '' && to.address.length <= PLAIN_LENGTH ? `To: ${to.address}\r\n` : headerLine('To', to);
    lines += textLine('Subject', subject);
    for (const { key, value } of headers) lines += textLine(key, value);
    return `${lines}${textLine('Message-ID', messageId)}Date: ${dateOf(date)}\r\nMIME-Version: 1.0\r\n`;
  }

  #senderLines(from: TextMail['from'], replyTo: TextMail['replyTo']): string {
    const key = JSON.stringify([from, replyTo]);
    if (this.#constant.key !== key) {
      const lines = headerLine('From', from) + (replyTo === null ? '' : headerLine('Reply-To', replyTo));
      this.#constant = { key, lines };
    }
    return this.#constant.lines;
  }
}

const dateOf = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

const textLine = (key: string, value: string): string =>
  value.length <= PLAIN_LENGTH && PLAIN_VALUE.test(value) ? `${key}: ${value}\r\n` : headerLine(key, value);

/** As nodemailer writes it; nothing for an empty value. */
function headerLine(key: string, value: string | { name: string; address: string }): string {
  const encoded = MimeNode.encodeHeaderValue(key, value);
  return encoded.trim() === '' ? '' : `${foldLines(`${key}: ${encoded}`, 76)}\r\n`;
}

function writePart(subtype: 'plain' | 'html', text: Buffer, target: Buffer, start: number): number {
  const isBase64 = isMostlyForeign(text);
  const encoding = isBase64 ? 'base64' : 'quoted-printable';
  const head = `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  const at = start + target.write(head, start, 'latin1');
  if (!isBase64) return writeQuotedPrintable(text, target, at);
  const withCrlf = Buffer.from(text.toString().replace(/\r\n?|\n/g, CRLF));
  return at + target.write(withCrlf.toString('base64').replace(BASE64_LINE, `$&${CRLF}`), at, 'latin1');
}

/** Whether base64, which is not readable in the source, is the shorter encoding: from a fifth of non-ASCII bytes on. */
function isMostlyForeign(text: Uint8Array): boolean {
  let foreign = 0;
  // By index: an iterator takes longer than all else that is done for the mail.
  for (let i = 0; i < text.length; i += 1) if ((text[i] ?? 0) >= 0x80) foreign += 1;
  return foreign * 5 > text.length;
}
