import MailComposer, { type MailComposerAttachment } from 'nodemailer/lib/mail-composer';
import { MEDIA_TYPE_FORM } from '../../core/mail/attachment.ts';
import type { MailAttachment, OutgoingMail } from '../../core/mail/mailer.ts';
import type { MailHeader } from './header-lines.ts';
import { serialize, serializePart } from './serialize.ts';

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Media types with a structure of their own: their bytes would be read as parts of this mail. */
const STRUCTURED_TYPE = /^(multipart|message)\//i;

/** A mail as nodemailer itself writes it. */
export const wholeMail = (
  { replyTo, ...header }: MailHeader,
  { html, text, attachments }: Pick<OutgoingMail, 'html' | 'text' | 'attachments'>,
): Buffer =>
  serialize(
    new MailComposer({
      ...header,
      ...(replyTo === null ? {} : { replyTo }),
      ...(html === null ? {} : { html: withCrlf(String(html)) }),
      ...(text === null ? {} : { text: withCrlf(String(text)) }),
      attachments: attachments.map(readAttachment),
      disableFileAccess: true,
      disableUrlAccess: true,
    }).compile(),
  );

/** The parts of attachments as nodemailer writes them, headers included. */
export const attachmentParts = (attachments: MailAttachment[]): Buffer[] => {
  const { childNodes } = new MailComposer({ text: 'x', attachments: attachments.map(readAttachment) }).compile();
  return childNodes.slice(1).map(serializePart);
};

/** Here and not by nodemailer's `newline`, which works on streams only. */
const withCrlf = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n');

const readAttachment = ({ name, contentType, content }: MailAttachment): MailComposerAttachment => ({
  filename: name.replace(CONTROLS, ' '),
  content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  contentType: mediaType(contentType),
  contentTransferEncoding: 'base64',
  contentDisposition: 'attachment',
});

/** With its parameters, which a calendar invitation needs; `undefined` lets nodemailer go by the name. */
const mediaType = (contentType: string | null): string | undefined => {
  if (contentType === null) return undefined;
  const type = contentType.trim();
  return MEDIA_TYPE_FORM.test(type) && !STRUCTURED_TYPE.test(type) ? type : 'application/octet-stream';
};
