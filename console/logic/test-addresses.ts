import { splitAddresses } from './split-addresses.ts';

/** Most addresses of one test. */
export const MOST_TEST_ADDRESSES = 20;

/** The addresses that are there, and after them those in a text, each once. They may be too many. */
export function withAddresses(addresses: readonly string[], text: string): string[] {
  const known = new Set(addresses.map((address) => address.toLowerCase()));
  return [...addresses, ...splitAddresses(text).filter((address) => !known.has(address.toLowerCase()))];
}

/** Whether an address has ended with what was typed last. */
export const endsAddress = (text: string): boolean => /[\s,;、，；]$/.test(text);

/** Whether a text is more than one address, such as a list that is pasted, or an address with a name. */
export const hasSeveral = (text: string): boolean => /[\s,;、，；]/.test(text.trim());
