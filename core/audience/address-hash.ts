import { hash } from 'node:crypto';

/** The first digits of hashes, in their order: so many partitions of suppressions, and groups of counters of a list. */
export const DIGITS = [...'0123456789abcdef'];

/**
 * The first 32 hexadecimal digits of the SHA-256 of an address: its place in lists, suppressions and snapshots. Evenly
 * spread, so that no partition is hot, and 128 bits long, so that two addresses never share one.
 */
export const addressHash = (address: string): string => hash('sha256', address).slice(0, 32);

export const isAddressHash = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);
