import { MAX_ADDRESS_BYTES, parseAddress } from '../audience/address.ts';
import { invalidField } from '../problems.ts';
import type { Identities, TestRecipient } from './identities.ts';

/**
 * Lets an address be mailed while the account is in the sandbox; safe to repeat, which shows whether the link that it
 * was mailed has been followed. Throws `invalid-request`, and `already-exists` for an address of another stack.
 */
export async function addTestRecipient(identities: Identities, text: string): Promise<TestRecipient> {
  const parsed = parseAddress(text);
  if (!parsed.ok) {
    const isLong = parsed.problem === 'too-long';
    throw invalidField(
      '/address',
      isLong ? `must have at most ${MAX_ADDRESS_BYTES} bytes` : 'must be an e-mail address',
    );
  }
  return await identities.addTestRecipient(parsed.address);
}
