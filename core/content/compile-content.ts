import type { Liquid, Template } from 'liquidjs';
import type { Instant } from '../clock.ts';
import type { AttachmentRef } from '../mail/attachment.ts';
import type { FilledText, MailText } from '../mail/filled-text.ts';
import type { HtmlToText } from '../mail/html-to-text.ts';
import { MAX_SUBJECT_BYTES } from '../mail/limits.ts';
import type { MailAttachment, OutgoingMail } from '../mail/mailer.ts';
import { Problem } from '../problems.ts';
import { type RenderTime, renderTime } from './date-filters.ts';
import { checkPartLength, escapeHtml, htmlLiquid, plainLiquid, renderLiquid, textLiquid } from './liquid.ts';
import { parseLiquid } from './parse-liquid.ts';
import { plainTemplate } from './plain-template.ts';
import { parseParts } from './template-variables.ts';
import { readText, textTemplateOf, tidyText } from './text-from-html.ts';
import { Work } from './work.ts';

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
  /** The time zone in which dates are read and shown. @default UTC */
  timeZone?: string;
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
export type Rendering =
  | { ok: true; mail: OutgoingMail }
  | { ok: false; reason: 'missing-variable' | 'template-error'; detail: string };

/** The parts of a mail besides its recipient's data. `now` is the present for Liquid. */
export interface MailExtra {
  mailId: string;
  unsubscribeUrl: string | null;
  now: Instant;
  /** Counts the work of the rendering. @default a count of its own */
  work?: Work;
}

export type Renderer = (recipient: Addressee, extra: MailExtra) => Rendering;

/**
 * Parses the content once, for any number of recipients. A recipient's data wins over the task's; `email` and
 * `unsubscribeUrl` are always set. A missing text part is derived from the HTML. Throws a `Problem` when a part is not
 * valid Liquid.
 */
export const compileContent = (content: Content, attachments: MailAttachment[], htmlToText: HtmlToText): Renderer => {
  const parsed = parseParts(content);
  if (!parsed.ok) throw new Problem('invalid-request', 'the template is not valid Liquid', { errors: parsed.errors });
  const { parts } = parsed;
  const subject = compilePart(plainLiquid, parts.subject);
  const html = compilePart(htmlLiquid, parts.html);
  const isTextMade = parts.text === null && parts.html !== null;
  const text = isTextMade
    ? compileText(content.html ?? '', parts.html, htmlToText)
    : compilePart(plainLiquid, parts.text);
  const timeZone = content.timeZone ?? 'UTC';

  return (recipient, { mailId, unsubscribeUrl, now, work = new Work() }) => {
    const variables = { ...content.templateData, ...recipient.data, email: recipient.email, unsubscribeUrl };
    const rendering = { variables, time: renderTime(now, timeZone), work };
    try {
      const subjectLine = subjectOf(String(subject(rendering, null) ?? ''));
      const htmlPart = html(rendering, null);
      return {
        ok: true,
        mail: {
          mailId,
          from: content.from,
          to: recipient.email,
          replyTo: content.replyTo,
          subject: subjectLine,
          html: htmlPart,
          text: text(rendering, htmlPart),
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

/** One mail in the making. */
interface Rendered {
  variables: Variables;
  time: RenderTime;
  work: Work;
}

/** `html` is the mail's own, for a text that is derived from it. */
type PartRenderer = (mail: Rendered, html: MailText | null) => MailText | null;

const compilePart = (liquid: Liquid, template: Template[] | null): PartRenderer => {
  if (template === null) return () => null;
  const writePlain = plainTemplate(template, liquid === htmlLiquid ? escapeHtml : null);
  return (mail) => {
    const written = writePlain?.(mail.variables);
    return written ? notTooLong(written) : renderLiquid(liquid, template, mail.variables, mail);
  };
};

/** Before any copy is made. */
const notTooLong = (written: FilledText): FilledText => {
  checkPartLength(written.length);
  return written;
};

/** Derives the text of mails whose template has none. */
const compileText = (html: string, nodes: Template[] | null, htmlToText: HtmlToText): PartRenderer => {
  const template = textTemplateOf(html, htmlToText, nodes ?? undefined);
  if (template === null) return (_mail, rendered) => readText(String(rendered ?? ''), htmlToText);
  // Of a plain template only values can make a text untidy.
  const tidy = tidyText(template);
  const parsed = parseLiquid(textLiquid, tidy);
  const writeTidy = plainTemplate(parsed, null);
  let write = tidy === template ? compilePart(textLiquid, parsed) : null;
  return (mail) => {
    const filled = writeTidy?.(mail.variables);
    if (filled?.values.every(isTidy)) return notTooLong(filled);
    // Parsed when it is first needed: of most templates it never is, and each parse of a large one holds others up.
    write ??= compilePart(textLiquid, parseLiquid(textLiquid, template));
    return tidyText(String(write(mail, null) ?? ''));
  };
};

/** Text on one line, without blanks around it. */
const isTidy = (value: string): boolean => /^\S(?:.*\S)?$/.test(value);

/** A line break in a subject would begin another header, and a longer subject is no line of a mail. */
function subjectOf(rendered: string): string {
  const subject = rendered.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const bytes = Buffer.byteLength(subject);
  if (bytes > MAX_SUBJECT_BYTES) throw new Error(`the subject has ${bytes} bytes; at most ${MAX_SUBJECT_BYTES}`);
  return subject;
}

const describeFailure = (error: unknown): Rendering => {
  const { message, name, originalError } = error as Error & { originalError?: { variableName?: string } };
  if (name === 'UndefinedVariableError') {
    return { ok: false, reason: 'missing-variable', detail: (originalError?.variableName ?? message).slice(0, 200) };
  }
  return { ok: false, reason: 'template-error', detail: message.slice(0, 200) };
};
