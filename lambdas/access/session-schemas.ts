import * as z from 'zod';
import { ROLES } from '../../core/access/role.ts';
import { SIGN_IN_CODE_FORM } from '../../core/access/sign-in-codes.ts';

/** Longer than any key: `mr_`, an id and a secret. */
const MAX_API_KEY_LENGTH = 200;

export const signInBody = z.union([
  z.strictObject({ apiKey: z.string().min(1).max(MAX_API_KEY_LENGTH).describe('An API key.') }),
  z.strictObject({ code: z.string().regex(SIGN_IN_CODE_FORM).describe('The code of a sign-in link.') }),
]);

const who = {
  keyId: z.string().describe('The API key that the session stands for.'),
  name: z.string().describe('The name of the API key.'),
  role: z.enum(ROLES).describe('What the key may do.'),
};

export const signedInAnswer = z
  .strictObject({ ...who, expiresAt: z.iso.datetime().describe('When the session ends, unless it is renewed.') })
  .meta({ id: 'SignedIn' });

const product = z
  .strictObject({
    version: z.string().describe('The version of mailramp.'),
    stack: z.string().nullable().describe('The name of the stack; null on one machine.'),
    region: z.string().nullable().describe('The AWS Region; null on one machine.'),
    local: z.boolean().describe('Whether it runs on one machine.'),
    quotaDayOffsetMinutes: z.int().min(-720).max(840).describe('Offset of the quota day from UTC.'),
    sendRate: z.number().min(0).describe('Most mails a second; the rate of the account holds where it is lower.'),
    maxListRecipients: z.int().min(0).describe('Most recipients of a list.'),
    features: z.array(z.string()).describe('What not every product has: `clock` and `inbox` on one machine.'),
  })
  .meta({ id: 'Product' });

export const sessionAnswer = z
  .strictObject({
    ...who,
    expiresAt: z.iso.datetime().nullable().describe('When the session ends; null for an API key.'),
    now: z.iso.datetime().describe("The product's clock."),
    product,
  })
  .meta({ id: 'Session' });

export const signInCodeAnswer = z
  .strictObject({
    code: z.string().describe('Signs in once, as the API key that made it.'),
    url: z.url().describe('The link that signs a browser in.'),
    validUntil: z.iso.datetime().describe('Until when it signs in: two minutes from now.'),
  })
  .meta({ id: 'SignInCode' });
