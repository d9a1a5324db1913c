import type { Liquid, Template } from 'liquidjs';
import type { Instant } from '../clock.ts';
import type { AttachmentRef } from '../mail/attachment.ts';
import type { MailText } from '../mail/filled-text.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { MAX_MAIL_BYTES, MB } from '../mail/limits.ts';
import type { MailAttachment, OutgoingMail } from '../mail/mailer.ts';
import { Problem } from '../problems.ts';
import { escapeHtml, htmlLiquid, plainLiquid, renderLiquid, textLiquid } from './liquid.ts';
import { plainTemplate } from './plain-template.ts';
import { parseTemplate } from './template-variables.ts';
import { textTemplateOf, tidyText } from './text-from-html.ts';

/** The content of a run, frozen when it starts. `subject`, `html` and `text` are Liquid. */
export interface Content {
  /** `Name <address>` or an address. */
  from: string;
  replyTo: string | null;
  subject: string;
  html: string | null;
  text: string | null;
  /** Variables that all recipients share. */
  templateData: Record<string, unknown>;
  /** Whether mails carry the headers of RFC 8058. */
  unsubscribe: boolean;
  attachments: AttachmentRef[];
  /** Absent in runs that were frozen before pools were. */
  sendingPool?: string | null;
  /** Whether opens and clicks are recorded. @default false */
  tracking?: boolean;
}

/** A recipient with its own variables. */
export interface Addressee {
  email: string;
  data: Record<string, unknown> | null;
}

/**
 * `missing-variable`: `detail` is the name of the first missing variable, e.g. `order.total`. `template-error`:
 * `detail` says what failed for this recipient.
 */
type Rendering =
  | { ok: true; mail: OutgoingMail }
  | { ok: false; reason: 'missing-variable' | 'template-error'; detail: string };

/** The parts of a mail besides its recipient's data. `now` is the present for Liquid. */
export interface MailExtra {
  mailId: string;
  unsubscribeUrl: string | null;
  now: Instant;
}

export type Renderer = (recipient: Addressee, extra: MailExtra) => Rendering;

/**
 * Parses the content once, for any number of recipients. A recipient's data wins over the task's; `email` and
 * `unsubscribeUrl` are always set. A missing text part is derived from the HTML. Throws a `Problem` when a part is not
 * valid Liquid.
 */
export const compileContent = (content: Content, attachments: MailAttachment[], htmlToText: HtmlToText): Renderer => {
  const parsed = parseTemplate(content);
  if (!parsed.ok) throw new Problem('invalid-request', 'the template is not valid Liquid', { errors: parsed.errors });
  const subject = compilePart(plainLiquid, content.subject);
  const html = compilePart(htmlLiquid, content.html);
  const isTextMade = content.text === null && content.html !== null;
  const text = isTextMade ? compileText(content.html ?? '', htmlToText) : compilePart(plainLiquid, content.text);

  return (recipient, { mailId, unsubscribeUrl, now }) => {
    const variables = { ...content.templateData, ...recipient.data, email: recipient.email, unsubscribeUrl };
    try {
      const subjectLine = onOneLine(String(subject(variables, now, null) ?? ''));
      const htmlPart = html(variables, now, null);
      return {
        ok: true,
        mail: {
          mailId,
          from: content.from,
          to: recipient.email,
          replyTo: content.replyTo,
          subject: subjectLine,
          html: htmlPart,
          text: text(variables, now, htmlPart),
          headers: content.unsubscribe && unsubscribeUrl !== null ? unsubscribeHeaders(unsubscribeUrl) : {},
          attachments,
          sendingPool: content.sendingPool ?? null,
          isTracked: content.tracking ?? false,
          unsubscribeUrl,
        },
      };
    } catch (error) {
      return describeFailure(error);
    }
  };
};

/** One click, as RFC 8058 asks for. */
const unsubscribeHeaders = (url: string): Record<string, string> => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

type Variables = Record<string, unknown>;

/** `html` is the mail's own, for a text that is derived from it. */
type PartRenderer = (variables: Variables, now: Instant, html: MailText | null) => MailText | null;

const compilePart = (liquid: Liquid, source: string | null): PartRenderer => {
  if (source === null) return () => null;
  const template = liquid.parse(source);
  const writePlain = plainTemplate(template, liquid === htmlLiquid ? escapeHtml : (text) => text);
  return (variables, now) => {
    return notTooLong(writePlain?.(variables) ?? renderTwiceIfSlow(liquid, template, variables, now));
  };
};

/** Before any copy is made: the engine limits the output of filters, not of loops. */
const notTooLong = (rendered: MailText): MailText => {
  if (rendered.length > MAX_MAIL_BYTES) throw new Error(`the mail is longer than ${MAX_MAIL_BYTES / MB} MB`);
  return rendered;
};

/** Derives the text of mails whose template has none. */
const compileText = (html: string, htmlToText: HtmlToText): PartRenderer => {
  const template = textTemplateOf(html, htmlToText);
  if (template === null) return (_variables, _now, rendered) => tidyText(htmlToText(String(rendered ?? '')));
  const text = compilePart(textLiquid, template);
  // Of a plain template only values can make a text untidy.
  const writeTidy = plainTemplate(textLiquid.parse(tidyText(template)), (value) => value);
  return (variables, now) => {
    const filled = writeTidy?.(variables);
    return filled?.values.every(isTidy) ? notTooLong(filled) : tidyText(String(text(variables, now, null) ?? ''));
  };
};

/** Text on one line, without blanks around it. */
const isTidy = (value: string): boolean => /^\S(?:.*\S)?$/.test(value);

/** The limit is wall time: a pause of the machine in the middle of a rendering must not fail a recipient. */
const renderTwiceIfSlow = (liquid: Liquid, template: Template[], variables: Variables, now: Instant): string => {
  try {
    return renderLiquid(liquid, template, variables, now);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('template render limit exceeded')) throw error;
    return renderLiquid(liquid, template, variables, now);
  }
};

/** A line break in a subject would begin another header. */
const onOneLine = (subject: string): string => subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const describeFailure = (error: unknown): Rendering => {
  const { message, name, originalError } = error as Error & { originalError?: { variableName?: string } };
  if (name === 'UndefinedVariableError') {
    return { ok: false, reason: 'missing-variable', detail: (originalError?.variableName ?? message).slice(0, 200) };
  }
  return { ok: false, reason: 'template-error', detail: message.slice(0, 200) };
};
