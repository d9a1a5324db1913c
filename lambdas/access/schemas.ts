import * as z from 'zod';
import { KEY_ID_FORM, KEY_KINDS, MAX_API_KEY_NAME_LENGTH } from '../../core/access/api-key.ts';
import { ROLES } from '../../core/access/role.ts';
import { nameUpTo } from '../http/text.ts';

const role = z.enum(ROLES).describe('A viewer reads, a sender also sends, an admin may do everything.');

const kind = z
  .enum(KEY_KINDS)
  .describe('`bearer` goes into the header Authorization; `tencent` signs requests as programs for Tencent Cloud do.');

export const newApiKeyBody = z.strictObject({
  name: nameUpTo(MAX_API_KEY_NAME_LENGTH),
  role,
  kind: kind.default('bearer'),
});

export const apiKeyParams = z.strictObject({ keyId: z.string().regex(KEY_ID_FORM) });

const apiKey = {
  keyId: z.string(),
  name: z.string(),
  role,
  kind,
  secretId: z.string().nullable().describe('The SecretId of a key of kind `tencent`; null for others.'),
  createdAt: z.iso.datetime(),
};

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
      'The key itself; null for one of kind `tencent`. Only its hash is stored, so it is null in an answer that is replayed for an Idempotency-Key.',
    ),
  secretKey: z
    .string()
    .nullable()
    .describe('The SecretKey of a key of kind `tencent`, else null. It is shown once, and null in a replayed answer.'),
});

export const healthAnswer = z.strictObject({ status: z.literal('ok') });
