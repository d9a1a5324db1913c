import type { MailText } from '../../core/mail/filled-text.ts';
import type { MailAttachment } from '../../core/mail/mailer.ts';
import { HeaderLines, type MailHeader } from './header-lines.ts';
import { attachmentParts } from './mail-tree.ts';
import { type TextPart, TextParts } from './text-part.ts';

/** What a mail has below its header. */
export interface MailBody {
  /** At least one of the two. */
  html: MailText | null;
  text: MailText | null;
  attachments: MailAttachment[];
}

/** Scratch space that is kept; larger mails get their own. */
const KEPT_BYTES = 1024 * 1024;
/** "=_" is in neither quoted-printable nor base64, so that no value can end a part (RFC 2045, 6.7). */
const TEXTS = '=_mailramp';
const FILES = '=_files';
/** Room for boundaries and the headers of parts. */
const FRAME_BYTES = 1024;

/**
 * Writes mails in a fraction of the time of nodemailer's tree, which encodes the constant parts of a run again for each
 * mail: pieces of templates and attachments are encoded once.
 */
export class MailWriter {
  readonly #scratch = Buffer.allocUnsafe(KEPT_BYTES);
  readonly #headers = new HeaderLines();
  readonly #texts = new TextParts();
  /** Encoded attachments, which all mails of a run share; one run's are kept. */
  #files: { of: MailAttachment[]; parts: Buffer[] } = { of: [], parts: [] };

  /** The message in Latin-1. */
  write(header: MailHeader, { html, text, attachments }: MailBody): string {
    const head = this.#headers.of(header);
    const plainPart = text === null ? null : this.#texts.of(text);
    const htmlPart = html === null ? null : this.#texts.of(html);
    const files = this.#fileParts(attachments);
    const space =
      FRAME_BYTES +
      head.length +
      (plainPart?.space ?? 0) +
      (htmlPart?.space ?? 0) +
      files.reduce((sum, file) => sum + file.length + FRAME_BYTES, 0);
    const target = space <= KEPT_BYTES ? this.#scratch : Buffer.allocUnsafe(space);
    const page = new Page(target);
    page.line(head);
    if (files.length > 0) page.line(`Content-Type: multipart/mixed; boundary="${FILES}"\r\n\r\n--${FILES}\r\n`);
    writeTexts(page, plainPart, htmlPart);
    for (const file of files) {
      page.line(`\r\n--${FILES}\r\n`);
      page.bytes(file);
    }
    page.line(files.length > 0 ? `\r\n--${FILES}--\r\n` : '\r\n');
    return page.written();
  }

  /** By the list, which is the same for all mails of a run. */
  #fileParts(attachments: MailAttachment[]): Buffer[] {
    if (attachments.length === 0) return [];
    if (this.#files.of !== attachments) this.#files = { of: attachments, parts: attachmentParts(attachments) };
    return this.#files.parts;
  }
}

function writeTexts(page: Page, plainPart: TextPart | null, htmlPart: TextPart | null): void {
  const isBoth = plainPart !== null && htmlPart !== null;
  if (isBoth) page.line(`Content-Type: multipart/alternative; boundary="${TEXTS}"\r\n\r\n--${TEXTS}\r\n`);
  if (plainPart !== null) page.text('plain', plainPart);
  if (isBoth) page.line(`\r\n--${TEXTS}\r\n`);
  if (htmlPart !== null) page.text('html', htmlPart);
  if (isBoth) page.line(`\r\n--${TEXTS}--`);
}

/** A buffer that is filled from its beginning. */
class Page {
  readonly #target: Buffer;
  #at = 0;

  constructor(target: Buffer) {
    this.#target = target;
  }

  line(ascii: string): void {
    this.#at += this.#target.write(ascii, this.#at, 'latin1');
  }

  bytes(bytes: Buffer): void {
    this.#target.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  text(subtype: 'plain' | 'html', { encoding, write }: TextPart): void {
    this.line(`Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`);
    this.#at = write(this.#target, this.#at);
  }

  written(): string {
    return this.#target.toString('latin1', 0, this.#at);
  }
}
