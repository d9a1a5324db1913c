import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';

/** The header of a mail, its addresses and its id checked already. */
export interface MailHeader {
  from: HeaderMailbox;
  to: HeaderMailbox | HeaderMailbox[];
  cc: HeaderMailbox[];
  replyTo: HeaderMailbox[] | null;
  subject: string;
  headers: { key: string; value: string }[];
  messageId: string;
  date: Date;
}

interface HeaderMailbox {
  name: string;
  address: string;
}

const CRLF = '\r\n';
/** Kept: making one takes longer than what it is needed for. */
const ENCODER = new MimeNode('text/plain');
/** Values that need no encoding: words of printable ASCII, one blank between each two. */
const PLAIN_VALUE = /^[!#-~]+(?: [!#-~]+)*$/;
/** Begins an encoded word (RFC 2047). */
const ENCODED_WORD = '=?';
/** Such values are never folded ... */
const SHORT = 60;
/** ... and lines longer than this one are, between words. */
const LINE = 76;

/**
 * Writes the lines of a header as nodemailer does, which itself is asked only for those that need encoding: it takes
 * longer for each than all else of a mail.
 */
export class HeaderLines {
  /** Lines of senders, which all mails of a run share; one run's are kept. */
  #senders: { from: HeaderMailbox; replyTo: HeaderMailbox[] | null; lines: string } | null = null;
  #date = { at: Number.NaN, line: '' };

  of({ from, to, cc, replyTo, subject, headers, messageId, date }: MailHeader): string {
    let lines = this.#senderLines(from, replyTo);
    if (Array.isArray(to) && to.length + cc.length === 0) lines += 'To: undisclosed-recipients:;\r\n';
    lines += isShort(to) ? `To: ${to.address}\r\n` : encodedLine('To', to);
    if (cc.length > 0) lines += encodedLine('Cc', cc);
    lines += textLine('Subject', subject);
    for (const { key, value } of headers) lines += textLine(key, value);
    return `${lines}${textLine('Message-ID', messageId)}${this.#dateLine(date.getTime())}MIME-Version: 1.0\r\n`;
  }

  /** Objects are compared, not what is in them: the composer gives the same ones for the mails of a run. */
  #senderLines(from: HeaderMailbox, replyTo: HeaderMailbox[] | null): string {
    if (this.#senders?.from !== from || this.#senders.replyTo !== replyTo) {
      const lines = encodedLine('From', from) + (replyTo === null ? '' : encodedLine('Reply-To', replyTo));
      this.#senders = { from, replyTo, lines };
    }
    return this.#senders.lines;
  }

  #dateLine(at: number): string {
    if (this.#date.at !== at) {
      this.#date = { at, line: `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}\r\n` };
    }
    return this.#date.line;
  }
}

const isShort = (to: HeaderMailbox | HeaderMailbox[]): to is HeaderMailbox =>
  !Array.isArray(to) && to.name === '' && to.address.length <= SHORT;

const WHOLE_ENCODED_WORD = /=\?[^?\s]+\?[bq]\?[^?\s]*\?=/i;
/** Maximum length of an encoded word, as nodemailer has it. */
const WORD = 52;

function textLine(key: string, value: string): string {
  // Readers would decode what the data of a recipient has for its own sake, and nodemailer leaves alone.
  if (key === 'Subject' && WHOLE_ENCODED_WORD.test(value)) {
    return `${foldLines(`${key}: ${encodeWord(value, 'Q', WORD)}`, LINE)}\r\n`;
  }
  if (!PLAIN_VALUE.test(value) || value.includes(ENCODED_WORD)) return encodedLine(key, value);
  if (value.length <= SHORT) return `${key}: ${value}\r\n`;
  // A single long word, as a link is, stands in a line of its own.
  if (!value.includes(' ') && value.length >= LINE) return `${key}:${CRLF} ${value}\r\n`;
  return encodedLine(key, value);
}

/** As nodemailer writes it; nothing for an empty value. */
function encodedLine(key: string, value: string | HeaderMailbox | HeaderMailbox[]): string {
  const encoded = ENCODER.encodeHeaderValue(key, value);
  return encoded.trim() === '' ? '' : `${foldLines(`${key}: ${encoded}`, LINE)}\r\n`;
}
