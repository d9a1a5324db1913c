import { type Mailbox, mailboxesIn } from '../audience/address.ts';
import { checkAttachments } from '../content/check-attachments.ts';
import { compileContent, type Renderer } from '../content/compile-content.ts';
import { contentOf, type Origin } from '../content/content-of.ts';
import { checkSource } from '../content/manage-templates.ts';
import { readTemplate } from '../content/template-store.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import type { FooterLanguage } from '../content/unsubscribe-footer.ts';
import { checkMailSize } from '../mail/check-size.ts';
import type { Composer } from '../mail/composer.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { MAX_MAIL_BYTES } from '../mail/limits.ts';
import type { MailAttachment, OutgoingMail } from '../mail/mailer.ts';
import type { Objects } from '../objects.ts';
import { invalidField } from '../problems.ts';
import type { Tables } from '../tables.ts';

/** Mails that weigh less before they are encoded cannot reach the limit: an encoding at most triples a byte. */
const SURELY_SMALL = MAX_MAIL_BYTES / 4;

export interface MessagePorts {
  tables: Tables;
  objects: Objects;
  htmlToText: HtmlToText;
  /** Measures mails that may be too large. */
  composer: Composer;
}

/** What a message says. Subject, HTML and text are its own, or those of a template. */
export interface MessageContent {
  /** Null for the template's own. */
  subject: string | null;
  html: string | null;
  text: string | null;
  templateId: string | null;
  templateData: Record<string, unknown>;
  /** Whether HTML and text go out as they are; otherwise they are Liquid, as the subject always is. @default false */
  isLiteral?: boolean;
  /** Whether mails carry the headers of RFC 8058, and in which language a line with the link. @default neither */
  unsubscribe?: { footer: FooterLanguage | null } | null;
  attachments: MailAttachment[];
  /** One or several mailboxes, separated by commas. */
  replyTo: string | null;
  /** In which dates are read and shown. @default UTC */
  timeZone?: string;
}

/** Checks a message once, and writes it for any number of people. Throws `invalid-request`. */
export async function rendererOf(ports: MessagePorts, message: MessageContent, origin: Origin): Promise<Renderer> {
  checkAttachments(message.attachments);
  if (message.replyTo !== null) mailboxesIn('/replyTo', message.replyTo);
  const source = await sourceOf(ports, message);
  const parts = message.isLiteral ? literal(source) : source;
  const { unsubscribe = null } = message;
  const asked = { unsubscribe: unsubscribe !== null, footer: unsubscribe?.footer ?? null, attachments: [] };
  const content = contentOf({ ...message, ...asked }, parts, origin);
  return compileContent(content, message.attachments, ports.htmlToText);
}

/** The Liquid of a message: its own, or its template's, possibly with another subject. */
async function sourceOf(
  ports: MessagePorts,
  { subject, html, text, templateId, isLiteral }: MessageContent,
): Promise<TemplateSource> {
  if (templateId === null) {
    if (subject === null)
      throw invalidField('/subject', 'is required without a template', 'required', { without: 'templateId' });
    const source = { subject, html, text };
    checkSource(isLiteral ? literal(source) : source);
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
  // The template was checked when it was stored.
  if (subject !== null) checkSource({ subject, html: null, text: '' });
  return { subject: line, html: template.html, text: template.text };
}

/** HTML and text as Liquid that says just that. */
const literal = ({ subject, html, text }: TemplateSource): TemplateSource => ({
  subject,
  html: html === null ? null : rawLiquid(html),
  text: text === null ? null : rawLiquid(text),
});

/** Each `{` that could begin a tag is said by a tag of its own. */
const rawLiquid = (text: string): string => text.replace(/\{(?=[{%])/g, '{{ "{" }}');

/** Throws `mail-too-large` for a mail that no server would take. */
export function checkLargeMail({ composer }: Pick<MessagePorts, 'composer'>, mail: OutgoingMail): void {
  const parts = [mail.html, mail.text].map((part) => Buffer.byteLength(String(part ?? '')));
  const files = mail.attachments.map(({ content }) => content.length);
  if ([...parts, ...files].reduce((sum, bytes) => sum + bytes, 0) < SURELY_SMALL) return;
  checkMailSize(mail, composer);
}

/** Those to whom a message goes; `bcc` are in no header. */
export interface Addressees {
  to: readonly Mailbox[];
  cc: readonly Mailbox[];
  bcc: readonly Mailbox[];
}

/** Each address once, in one order: a repetition names each copy as before. */
export function addressesOf({ to, cc, bcc }: Addressees): string[] {
  return [...new Set([...to, ...cc, ...bcc].map(({ address }) => address))].sort();
}
