import { z } from 'zod';
import { SUPPRESSION_REASONS } from '../../core/audience/suppressions.ts';
import { idInPath, pageOf } from '../page.ts';

/** An address in a path; one that cannot be anybody's is 404. */
const emailInPath = z.string().min(1).max(320);

export const emailParams = z.strictObject({ email: emailInPath });
export const memberParams = z.strictObject({ id: idInPath, email: emailInPath });

const instant = z.iso.datetime();
const data = z.record(z.string(), z.unknown());

export const listBody = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(1_000).nullable().optional(),
});

export const listAnswer = z.strictObject({
  listId: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  count: z.int(),
  createdAt: instant,
});
export const listsAnswer = pageOf(listAnswer);

export const recipientsBody = z.strictObject({
  recipients: z
    .array(
      z.strictObject({
        email: z.string().describe('Trimmed and lower-cased; what is no address is counted, not refused.'),
        data: data.nullable().optional().describe('At most 800 bytes; left out, a member keeps what he has.'),
      }),
    )
    .describe('At most 20,000.'),
});
export const recipientsReport = z.strictObject({
  total: z.int(),
  added: z.int(),
  repeated: z.int(),
  invalid: z.int(),
  tooLong: z.int(),
});
export const recipientsAnswer = pageOf(z.strictObject({ email: z.string(), data: data.nullable() }));

export const suppressionBody = z.strictObject({
  email: z.string(),
  reason: z.enum(SUPPRESSION_REASONS),
  domain: z.string().optional().describe('Required with the reason unsubscribe, and only there.'),
});
export const suppressionAnswer = z.strictObject({
  email: z.string(),
  reason: z.enum(SUPPRESSION_REASONS),
  domain: z.string().nullable(),
  createdAt: instant,
});
export const suppressionsAnswer = pageOf(suppressionAnswer);
