import type { Liquid, Template } from 'liquidjs';
import { Problem } from '../problems.ts';
import type { MailAttachment, OutgoingMail } from '../sending/mailer.ts';
import type { AttachmentRef } from '../tasks/task.ts';
import { MAX_MAIL_BYTES } from './limits.ts';
import { htmlLiquid, plainLiquid } from './liquid.ts';
import { parseTemplate } from './template-variables.ts';

/** What a run sends, frozen when it starts. `subject`, `html` and `text` are Liquid. */
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
}

/** Somebody to mail, with his own variables. */
export interface Addressee {
  email: string;
  data: Record<string, unknown> | null;
}

/**
 * `missing-variable`: `detail` is the name of the first variable that nobody supplied, e.g. `order.total`.
 * `template-error`: `detail` says what went wrong for this recipient.
 */
type Rendering =
  | { ok: true; mail: OutgoingMail }
  | { ok: false; reason: 'missing-variable' | 'template-error'; detail: string };

export type Renderer = (recipient: Addressee, extra: { mailId: string; unsubscribeUrl: string | null }) => Rendering;

/**
 * Parses the content once, for any number of recipients. A recipient's data wins over the task's; `email` and
 * `unsubscribeUrl` are always there. Throws a `Problem` when a part is not Liquid.
 */
export const compileContent = (content: Content, attachments: MailAttachment[]): Renderer => {
  const parsed = parseTemplate(content);
  if (!parsed.ok) throw new Problem('invalid-request', 'the template is not valid Liquid', { errors: parsed.errors });
  const subject = compilePart(plainLiquid, content.subject);
  const html = compilePart(htmlLiquid, content.html);
  const text = compilePart(plainLiquid, content.text);

  return (recipient, { mailId, unsubscribeUrl }) => {
    const variables = { ...content.templateData, ...recipient.data, email: recipient.email, unsubscribeUrl };
    try {
      return {
        ok: true,
        mail: {
          mailId,
          from: content.from,
          to: recipient.email,
          replyTo: content.replyTo,
          subject: onOneLine(subject(variables) ?? ''),
          html: html(variables),
          text: text(variables),
          headers: content.unsubscribe && unsubscribeUrl !== null ? unsubscribeHeaders(unsubscribeUrl) : {},
          attachments,
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

const compilePart = (liquid: Liquid, source: string | null): ((variables: Variables) => string | null) => {
  if (source === null) return () => null;
  const template = liquid.parse(source);
  return (variables) => {
    const rendered = renderTwiceIfSlow(liquid, template, variables);
    // Before anybody copies it: the engine limits what filters make, not what loops print.
    if (rendered.length > MAX_MAIL_BYTES) throw new Error('the mail is longer than 10 MB');
    return rendered;
  };
};

/** The limit is wall time: a pause of the machine in the middle of a rendering must not fail a recipient. */
const renderTwiceIfSlow = (liquid: Liquid, template: Template[], variables: Variables): string => {
  try {
    return String(liquid.renderSync(template, variables));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('template render limit exceeded')) throw error;
    return String(liquid.renderSync(template, variables));
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
