import { addressIn } from '../audience/address.ts';
import type { Identities, TestRecipient } from './identities.ts';

/**
 * Lets an address be mailed while the account is in the sandbox; safe to repeat, which shows whether the link that it
 * was mailed has been followed. Throws `invalid-request`, and `already-exists` for an address of another stack.
 */
export async function addTestRecipient(identities: Identities, text: string): Promise<TestRecipient> {
  return await identities.addTestRecipient(addressIn('/address', text));
}
