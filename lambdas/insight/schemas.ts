import * as z from 'zod';
import { MAX_MAILBOX_LENGTH } from '../../core/audience/address.ts';
import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { MAX_DOMAINS, MAX_STATISTICS_DAYS, STATISTICS_KINDS } from '../../core/insight/statistics.ts';
import { MAX_MAIL_ID_LENGTH } from '../../core/mail/limits.ts';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { VIAS } from '../../core/mail/via.ts';
import { MAX_LISTS_SHOWN } from '../../core/people/find-person.ts';
import { MAX_MAILS_SHOWN } from '../../core/people/mails-to.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';
import { causeAnswer } from '../http/cause-answer.ts';
import { deliveryAnswer } from '../http/delivery-answer.ts';
import { address, domainName, pageQuery } from '../http/page.ts';
import { ratesAnswer } from '../http/rates-answer.ts';

/** A quota day in a query. */
const day = z.iso.date().describe('A quota day as an ISO date.');

export const emailParams = z.strictObject({ mailId: z.string().min(1).max(MAX_MAIL_ID_LENGTH) });

export const emailsQuery = z.strictObject({
  date: day
    .optional()
    .describe(
      'The quota day of the hand-over as an ISO date; by default the last 90 days, of each task its latest runs.',
    ),
  to: address.describe('The address of the recipient.'),
  ...pageQuery,
});

export const emailAnswer = z
  .strictObject({
    mailId: z.string(),
    taskId: z.string().nullable().meta({ description: 'Null for a transactional mail.' }),
    runId: z.string().nullable(),
    email: z.string(),
    via: z.enum(VIAS).nullable().meta({ description: 'How a single mail came in; null for one of a task.' }),
    outcome: z
      .enum(MAIL_OUTCOMES)
      .nullable()
      .meta({ description: 'Null while the mail may still be being handed over.' }),
    reason: z.string().nullable(),
    at: z.string().nullable().meta({ format: 'date-time', description: 'When the outcome became final.' }),
    delivery: deliveryAnswer.nullable(),
  })
  .meta({ id: 'Email' });

export const mailContentAnswer = z
  .strictObject({
    from: z.string(),
    to: z.string().describe('The address of the recipient.'),
    replyTo: z.string().nullable(),
    subject: z.string().describe('The subject line of this mail.'),
    html: z.string().nullable().describe('The HTML part of this mail. Null for none.'),
    text: z.string().nullable().describe('The text part of this mail. Null for none.'),
    headers: z
      .array(
        z.strictObject({
          name: z.string().describe('The name of the header.'),
          value: z.string().describe('What it says.'),
        }),
      )
      .describe('What a mail program is told beside that, such as how to unsubscribe.'),
    attachments: z.array(z.strictObject({ name: z.string(), size: z.int().min(0).describe('Bytes.') })),
    bytes: z.int().min(0).describe('Bytes of subject, HTML, text and attachments, before they are encoded as a mail.'),
  })
  .meta({ id: 'MailContent' });

/** An address in a path; a text that is none is 404. */
export const personParams = z.strictObject({ email: z.string().min(1).max(MAX_MAILBOX_LENGTH) });

const instant = z.string().meta({ format: 'date-time' });

const personMail = z
  .strictObject({
    mailId: z.string().nullable(),
    taskId: z.string().nullable().describe('Null for a single mail.'),
    runId: z.string().nullable(),
    taskName: z.string().nullable().describe('The name of the task, where it has one.'),
    subject: z
      .string()
      .nullable()
      .describe('In Liquid: the subject of the task, or of its template as it is now; of a single mail, what it had.'),
    domain: z.string(),
    outcome: z.enum(OUTCOMES).nullable().describe('Null while there is none: the mail is still to come.'),
    reason: z.string().nullable(),
    cause: causeAnswer,
    at: instant.nullable().describe('When the outcome became final.'),
    delivery: deliveryAnswer.nullable(),
  })
  .meta({ id: 'PersonMail' });

export const personAnswer = z
  .strictObject({
    email: z.string(),
    suppressions: z
      .array(
        z.strictObject({
          reason: z.enum(SUPPRESSION_REASONS),
          domain: z.string().nullable(),
          createdAt: instant,
        }),
      )
      .describe('Why the address is not mailed: by any domain, or, after an unsubscribe, by `domain`.'),
    lists: z
      .array(
        z.strictObject({
          listId: z.string(),
          name: z.string(),
          data: z.record(z.string(), z.unknown()).nullable(),
        }),
      )
      .describe(`The lists that the address is in, newest first; at most ${MAX_LISTS_SHOWN}.`),
    mails: z
      .array(personMail)
      .describe(
        `What was sent to the address in the last 90 days, or was not, and why; latest first, at most ${MAX_MAILS_SHOWN}.`,
      ),
    more: z
      .boolean()
      .describe('Whether there may be more lists or mails than were looked through; `GET /v1/emails` finds all mails.'),
  })
  .meta({ id: 'Person', description: 'An address of which nothing is known has no lists and no mails.' });

export const statisticsQuery = z.strictObject({
  from: day,
  to: day.describe(`The last quota day as an ISO date, at most ${MAX_STATISTICS_DAYS - 1} days after \`from\`.`),
  domain: domainName
    .optional()
    .describe(`A sending domain; by default, all domains are added up, at most ${MAX_DOMAINS}.`),
  kind: z
    .enum(STATISTICS_KINDS)
    .default('bulk')
    .describe(
      '`bulk`: mail of tasks. `other`: single mails and tests, whatever way they came in. `all`: both together.',
    ),
});

const count = z.int().min(0);

const statistics = {
  requested: count.describe('Recipients that were attempted: accepted, failed, skipped or unknown.'),
  accepted: count.describe('Mails that were handed over; up to 650 that are being sent are already counted.'),
  delivered: count,
  opened: count,
  clicked: count,
  bounced: count,
  complained: count,
  unsubscribed: count,
  rates: ratesAnswer,
};

export const statisticsAnswer = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    domain: z.string().nullable(),
    kind: z.enum(STATISTICS_KINDS),
    overall: z.strictObject(statistics),
    days: z.array(z.strictObject({ day: z.string(), ...statistics })).describe('Days without mail are omitted.'),
  })
  .meta({
    id: 'Statistics',
    description:
      'Mail by the quota day on which it was handed over, no matter when it was delivered, opened or bounced. Each mail counts once for each kind of event.',
  });
