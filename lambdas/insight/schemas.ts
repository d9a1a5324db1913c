import * as z from 'zod';
import { MAX_DOMAINS, MAX_STATISTICS_DAYS } from '../../core/insight/statistics.ts';
import { MAX_MAIL_ID_LENGTH } from '../../core/mail/limits.ts';
import { MAIL_OUTCOMES } from '../../core/mail/mailer.ts';
import { deliveryAnswer } from '../http/delivery-answer.ts';
import { address, domainName, pageQuery } from '../http/page.ts';

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
    outcome: z
      .enum(MAIL_OUTCOMES)
      .nullable()
      .meta({ description: 'Null while the mail may still be being handed over.' }),
    reason: z.string().nullable(),
    at: z.string().nullable().meta({ format: 'date-time', description: 'When the outcome became final.' }),
    delivery: deliveryAnswer.nullable(),
  })
  .meta({ id: 'Email' });

export const statisticsQuery = z.strictObject({
  from: day,
  to: day.describe(`The last quota day as an ISO date, at most ${MAX_STATISTICS_DAYS - 1} days after \`from\`.`),
  domain: domainName
    .optional()
    .describe(`A sending domain; by default, all domains are added up, at most ${MAX_DOMAINS}.`),
});

const count = z.int().min(0);
const rate = (of: string) => z.number().min(0).nullable().describe(`A fraction of ${of}; null if that is 0.`);

const statistics = {
  requested: count.describe('Recipients that were attempted: accepted, failed, skipped or unknown.'),
  accepted: count.describe('Mails that were handed over; up to 650 that are being sent are already counted.'),
  delivered: count,
  opened: count,
  clicked: count,
  bounced: count,
  complained: count,
  unsubscribed: count,
  rates: z.strictObject({
    delivered: rate('accepted'),
    bounced: rate('accepted'),
    opened: rate('delivered'),
    clicked: rate('delivered'),
    complained: rate('delivered'),
    unsubscribed: rate('delivered'),
  }),
};

export const statisticsAnswer = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    domain: z.string().nullable(),
    overall: z.strictObject(statistics),
    days: z.array(z.strictObject({ day: z.string(), ...statistics })).describe('Days without mail are omitted.'),
  })
  .meta({
    id: 'Statistics',
    description:
      'Bulk mail by the quota day on which it was handed over, no matter when it was delivered, opened or bounced. Each mail counts once for each kind of event.',
  });
