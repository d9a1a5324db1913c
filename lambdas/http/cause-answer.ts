import * as z from 'zod';
import { CAUSE_CODES } from '../../core/mail/cause.ts';

/** Why somebody was not mailed, or not surely, beside the same as a text. */
export const causeAnswer = z
  .strictObject({
    code: z.enum(CAUSE_CODES).describe('`refused`: by the mail server, as `reason` says. Others may follow.'),
    variable: z.string().nullable().describe('With `missing-variable`: its name.'),
  })
  .nullable()
  .describe('The same as `reason` for programs; null for a mail that was sent.');
