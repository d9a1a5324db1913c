import * as z from 'zod';
import { causeOf } from '../../core/mail/cause.ts';
import { MAX_ATTACHMENTS } from '../../core/mail/limits.ts';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { Problem, UNSENT_CODES } from '../../core/problems.ts';
import { type SendEmailPorts, type SentEmail, sendEmail } from '../../core/transactional/send-email.ts';
import { id } from '../http/page.ts';
import { BYTES_WITH_ATTACHMENTS, type Route, route } from '../http/route.ts';
import { anyOneOf } from '../http/text.ts';
import { mailTimeZone } from '../http/time-zone.ts';
import { decode } from './attachments.ts';
import { attachment, mailbox, replyTo } from './schemas.ts';

const liquid = z.string().min(1).nullable().default(null);

const emailBody = z
  .strictObject({
    from: mailbox.describe('An address of a verified domain, with or without a name.'),
    to: mailbox.describe('One person: an address, with or without a name.'),
    subject: liquid.describe('Liquid; required without a template; with one, it replaces that of the template.'),
    html: liquid.describe('Liquid; values are escaped. Without a template, `html` or `text` is required.'),
    text: liquid.describe('Liquid. By default, the text is made from the HTML.'),
    templateId: id.nullable().default(null).describe('Used instead of `html` and `text`.'),
    templateData: z.record(z.string(), z.unknown()).nullable().default(null),
    attachments: z.array(attachment).max(MAX_ATTACHMENTS).default([]),
    replyTo: replyTo.nullable().default(null),
    timeZone: mailTimeZone,
  })
  .meta({ anyOf: anyOneOf('templateId', 'html', 'text') });

export const sentEmailAnswer = z
  .strictObject({
    mailId: z.string(),
    outcome: z.enum(MAIL_OUTCOMES),
    reason: z.string().nullable().describe('Why the outcome is unknown; null for a mail that was sent.'),
  })
  .meta({ id: 'SentEmail' });

/** Transactional mails, whose callers wait for them. The tasks function sends them, because it may send. */
export const emailRoutes = (ports: SendEmailPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/emails',
    summary: 'Send one mail now, without waiting for campaigns',
    role: 'sender',
    body: emailBody,
    requestBytes: BYTES_WITH_ATTACHMENTS,
    answer: sentEmailAnswer,
    status: 201,
    otherAnswer: {
      status: 202,
      answer: sentEmailAnswer,
      description: 'The outcome is `unknown`: the mail may have been sent. Send it again only if twice does no harm.',
    },
    idempotent: true,
    handle: async ({ body: { templateData, attachments, ...input }, requestKey }) => {
      const email = { ...input, templateData: templateData ?? {}, attachments: attachments.map(decode) };
      const sent = await sendEmail(ports, email, requestKey);
      if (sent.outcome === 'failed') throw notSent(sent);
      const status = sent.outcome === 'unknown' ? 202 : 201;
      return { status, body: sent, headers: { location: `/v1/emails/${sent.mailId}` } };
    },
  }),
];

/** A caller that looks at the status alone must not take it for sent. */
function notSent({ mailId, reason }: SentEmail): Problem {
  const cause = causeOf('failed', reason);
  const code = UNSENT_CODES.find((known) => known === cause?.code) ?? 'refused';
  const variable = cause?.variable ?? null;
  return new Problem('mail-not-sent', reason ?? '', { mail: { mailId, reason: { code, variable } } });
}
