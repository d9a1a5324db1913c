import type { FrozenRecipient, SkipReason } from './snapshot.ts';

/**
 * A snapshot is three objects, each written once:
 * - `recipients`: one line of JSON a recipient, `["email",data|null,skip|null]`, in the order of the address hashes;
 * - `index`: 16 bytes a recipient, the offset of its line (big endian) and the first 8 bytes of its hash; at the end
 *   the length of `recipients` in 8 bytes;
 * - `manifest`: `{"v":1,"count":n}`, written when the others are whole.
 */
export const recipientsOf = (snapshot: string): string => `${snapshot}/recipients`;
export const indexOf = (snapshot: string): string => `${snapshot}/index`;
export const manifestOf = (snapshot: string): string => `${snapshot}/manifest`;

export const INDEX_ENTRY_BYTES = 16;
export const OFFSET_BYTES = 8;

/** `data` is JSON already, as it is stored. */
export const recipientLine = (email: string, data: string | null, skip: SkipReason | null): string =>
  `[${JSON.stringify(email)},${data ?? 'null'},${skip === null ? 'null' : `"${skip}"`}]\n`;

export function parseRecipientLine(line: string): FrozenRecipient {
  const [email, data, skip] = JSON.parse(line);
  return { email, data, skip };
}

/** The part of an address hash (hexadecimal) that the index holds, as a number. */
export const hashPrefix = (hash: string): bigint => BigInt(`0x${hash.slice(0, INDEX_ENTRY_BYTES)}`);

export const manifestBody = (count: number): Uint8Array => Buffer.from(JSON.stringify({ v: 1, count }));

export function parseManifest(body: Uint8Array): { count: number } {
  const { v, count } = JSON.parse(Buffer.from(body).toString());
  if (v !== 1) throw new Error(`a snapshot of version ${v} cannot be read`);
  return { count };
}
