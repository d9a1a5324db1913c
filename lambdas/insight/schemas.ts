import * as z from 'zod';
import { isDomainName, parseAddress } from '../../core/audience/address.ts';
import { deliveryAnswer } from '../delivery-answer.ts';
import { pageQuery } from '../http/page.ts';

/** A quota day in a query. */
const day = z.iso.date().describe('A quota day as an ISO date.');

const address = z
  .string()
  .transform((text) => parseAddress(text))
  .refine((parsed) => parsed.ok, 'must be an e-mail address')
  .transform((parsed) => (parsed.ok ? parsed.address : ''))
  .meta({ type: 'string' });

export const emailParams = z.strictObject({ mailId: z.string().min(1).max(200) });

export const emailsQuery = z.strictObject({
  date: day.describe('The quota day of the hand-over as an ISO date.'),
  to: address.describe('The address of the recipient.'),
  ...pageQuery,
});

export const emailAnswer = z
  .strictObject({
    mailId: z.string(),
    taskId: z.string().nullable().meta({ description: 'null for a transactional mail' }),
    runId: z.string().nullable(),
    email: z.string(),
    outcome: z
      .enum(['sent', 'failed', 'unknown'])
      .nullable()
      .meta({ description: 'null while the hand-over may be under way' }),
    reason: z.string().nullable(),
    at: z.string().nullable().meta({ format: 'date-time', description: 'when the outcome became final' }),
    delivery: deliveryAnswer.nullable(),
  })
  .meta({ id: 'Email' });

export const statisticsQuery = z.strictObject({
  from: day,
  to: day.describe('The last quota day as an ISO date, at most 365 days after `from`.'),
  domain: z
    .string()
    .trim()
    .refine(isDomainName, 'must be a host name')
    .toLowerCase()
    .optional()
    .describe('A sending domain; without it all domains are added up, 200 at most.'),
});

const count = z.int().min(0);
const rate = (of: string) => z.number().min(0).nullable().describe(`A fraction of ${of}; null where that is 0.`);

const statistics = {
  requested: count.describe('Whose turn it was: accepted, failed, skipped or unknown.'),
  accepted: count.describe('Handed over; a segment of up to 500 counts from its claim on until it is closed.'),
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
    days: z.array(z.strictObject({ day: z.string(), ...statistics })).describe('Days without mail are left out.'),
  })
  .meta({
    id: 'Statistics',
    description:
      'Bulk mail by the quota day on which it was handed over, whenever it was delivered, opened or returned. Each mail counts once for each kind of event.',
  });
