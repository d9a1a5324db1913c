import { MAX_ADDRESS_BYTES, parseAddress } from './address.ts';
import { trimInvisible } from './invisible.ts';

/** Why a text is no e-mail address. */
export const ADDRESS_FAULTS = [
  'empty',
  'several-addresses',
  'letters-before-at',
  'address-too-long',
  'no-address',
] as const;
export type AddressFault = (typeof ADDRESS_FAULTS)[number];

/** The same as sentences about a row or a recipient. */
export const ADDRESS_FAULT_TEXTS: Record<AddressFault, string> = {
  empty: 'has no e-mail address',
  'several-addresses': 'has more than one e-mail address',
  'letters-before-at': 'has letters before the @ that most mail servers refuse',
  'address-too-long': `has an address of more than ${MAX_ADDRESS_BYTES} bytes`,
  'no-address': 'is no e-mail address',
};

/** Characters of a text that are looked at. */
const LOOKED_AT = 1_000;

/** What is wrong with a text that `parseAddress` refuses. */
export function addressFaultOf(text: string): AddressFault {
  const visible = trimInvisible(text.slice(0, LOOKED_AT));
  if (visible === '') return 'empty';
  const parts = visible.split(/[\s,;/|<>"']+/).filter((part) => parseAddress(part).ok);
  if (parts.length > 1) return 'several-addresses';
  const parsed = parseAddress(text);
  if (!parsed.ok && parsed.problem === 'too-long') return 'address-too-long';
  const at = visible.lastIndexOf('@');
  const localPart = visible.slice(0, Math.max(at, 0));
  const isForeign = /^[^\s@]*[^\0-\x7f][^\s@]*$/.test(localPart);
  return isForeign && parseAddress(`x${visible.slice(at)}`).ok ? 'letters-before-at' : 'no-address';
}
