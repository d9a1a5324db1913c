import * as z from 'zod';
import { KEY_ID_FORM, MAX_API_KEY_NAME_LENGTH } from '../../core/access/api-key.ts';
import { ROLES } from '../../core/access/role.ts';
import { nameUpTo } from '../http/text.ts';

const role = z.enum(ROLES).describe('A viewer reads, a sender also sends, an admin may do everything.');

export const newApiKeyBody = z.strictObject({ name: nameUpTo(MAX_API_KEY_NAME_LENGTH), role });

export const apiKeyParams = z.strictObject({ keyId: z.string().regex(KEY_ID_FORM) });

const apiKey = { keyId: z.string(), name: z.string(), role, createdAt: z.iso.datetime() };

export const apiKeyAnswer = z
  .strictObject({
    ...apiKey,
    lastSeenAt: z.iso
      .date()
      .nullable()
      .describe('The last quota day on which the key was used; null for none within 400 days.'),
    sessions: z.int().min(0).describe('How many browsers are signed in as the key.'),
  })
  .meta({ id: 'ApiKey' });

export const newApiKeyAnswer = z.strictObject({
  ...apiKey,
  apiKey: z
    .string()
    .nullable()
    .describe(
      'The key itself. Only its hash is stored, so it is null in an answer that is replayed for an Idempotency-Key.',
    ),
});

export const healthAnswer = z.strictObject({ status: z.literal('ok') });
