import * as z from 'zod';

const rate = (of: string) => z.number().min(0).nullable().describe(`A fraction of ${of}; null if that is 0.`);

/** What shares of mails did something, or had something done to them. */
export const ratesAnswer = z.strictObject({
  delivered: rate('accepted'),
  bounced: rate('accepted'),
  opened: rate('delivered'),
  clicked: rate('delivered'),
  complained: rate('delivered'),
  unsubscribed: rate('delivered'),
});
