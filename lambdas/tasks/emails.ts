import * as z from 'zod';
import { causeOf } from '../../core/mail/cause.ts';
import { MAX_ATTACHMENTS } from '../../core/mail/limits.ts';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { Problem, UNSENT_CODES } from '../../core/problems.ts';
import { personIn, type SendEmailPorts, type SentMessage, sendMessage } from '../../core/transactional/send-email.ts';
import type { SubmittedCopy } from '../../core/transactional/submit-mail.ts';
import { id } from '../http/page.ts';
import { BYTES_WITH_ATTACHMENTS, type Route, route } from '../http/route.ts';
import { anyOneOf, hasNoControls } from '../http/text.ts';
import { mailTimeZone } from '../http/time-zone.ts';
import { decode } from './attachments.ts';
import { attachment, mailbox, replyTo } from './schemas.ts';

/** Most addresses in `to` and in `cc`. */
const MAX_TO = 50;
const MAX_CC = 20;
const MAX_HEADERS = 20;
const MAX_HEADER_LENGTH = 998;

const ownHeaders = z
  .record(
    z
      .string()
      .regex(
        /^(?:X-(?!SES-|Mailramp-)|List-)[A-Za-z0-9-]{1,60}$/i,
        'must begin with X- or List-, and not with X-SES- or X-Mailramp-',
      ),
    z.string().max(MAX_HEADER_LENGTH).refine(hasNoControls, 'must not contain control characters'),
  )
  .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, `must have at most ${MAX_HEADERS} entries`)
  .describe('More headers: `X-*` and `List-*` that are not ours.');

const liquid = z.string().min(1).nullable().default(null);

const emailBody = z
  .strictObject({
    from: mailbox.describe('An address of a verified domain, with or without a name.'),
    to: z
      .union([mailbox, z.array(mailbox).min(1).max(MAX_TO)])
      .describe(
        `One person, or a list of at most ${MAX_TO}: addresses, with or without names. Each gets a mail of its own, which names all of \`to\` and \`cc\`.`,
      ),
    cc: z
      .array(mailbox)
      .max(MAX_CC)
      .default([])
      .describe('Who else gets a mail of its own, and is named as a recipient of a copy.'),
    headers: ownHeaders.default({}),
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

const sentEmail = {
  mailId: z.string(),
  outcome: z.enum(MAIL_OUTCOMES),
  reason: z.string().nullable().describe('Why the outcome is unknown; null for a mail that was sent.'),
};

/** One mail to one person. */
export const sentEmailAnswer = z.strictObject(sentEmail).meta({ id: 'SentEmail' });

const sentMessageAnswer = z
  .strictObject({
    ...sentEmail,
    mailId: z.string().describe('Of the only mail; of several, what the ids of its mails begin with.'),
    outcome: z
      .enum(MAIL_OUTCOMES)
      .describe('`sent` when at least one mail was sent, else `unknown` when at least one may have been.'),
    mails: z.array(z.strictObject({ email: z.string(), ...sentEmail })).describe('One for each address.'),
  })
  .meta({ id: 'SentMessage' });

/** Transactional mails, whose callers wait for them. The tasks function sends them, because it may send. */
export const emailRoutes = (ports: SendEmailPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/emails',
    summary: 'Send a message to one person or a few now, without waiting for campaigns',
    role: 'sender',
    body: emailBody,
    requestBytes: BYTES_WITH_ATTACHMENTS,
    answer: sentMessageAnswer,
    status: 201,
    otherAnswer: {
      status: 202,
      answer: sentMessageAnswer,
      description: 'The outcome is `unknown`: the mail may have been sent. Send it again only if twice does no harm.',
    },
    idempotent: true,
    handle: async ({ body: { to, cc, templateData, attachments, ...input }, requestKey }) => {
      const addressees = {
        to: typeof to === 'string' ? [personIn('/to', to)] : to.map((text, i) => personIn(`/to/${i}`, text)),
        cc: cc.map((text, i) => personIn(`/cc/${i}`, text)),
        bcc: [],
      };
      const message = { ...input, addressees, templateData: templateData ?? {}, attachments: attachments.map(decode) };
      const body = viewMessage(await sendMessage(ports, message, requestKey));
      if (body.outcome === 'failed') throw notSent(body);
      const status = body.outcome === 'unknown' ? 202 : 201;
      return { status, body, headers: { location: `/v1/emails/${body.mails[0]?.mailId ?? body.mailId}` } };
    },
  }),
];

function viewMessage({ messageId, mails }: SentMessage): z.output<typeof sentMessageAnswer> {
  const [first] = [...mails].sort(
    (a, b) => MAIL_OUTCOMES_BY_WORTH.indexOf(a.outcome) - MAIL_OUTCOMES_BY_WORTH.indexOf(b.outcome),
  );
  if (first === undefined) throw new Error('a message has no mail');
  const { outcome, reason } = first;
  return { mailId: messageId, outcome, reason, mails: mails.map(viewMail) };
}

/** A message is what the best of its mails is. */
const MAIL_OUTCOMES_BY_WORTH = ['sent', 'unknown', 'failed'];

const viewMail = ({ email, mailId, outcome, reason }: SubmittedCopy) => ({ email, mailId, outcome, reason });

/** A caller that looks at the status alone must not take it for sent. */
function notSent({ mailId, reason }: z.output<typeof sentMessageAnswer>): Problem {
  const cause = causeOf('failed', reason);
  const code = UNSENT_CODES.find((known) => known === cause?.code) ?? 'refused';
  const variable = cause?.variable ?? null;
  return new Problem('mail-not-sent', reason ?? '', { mail: { mailId, reason: { code, variable } } });
}
