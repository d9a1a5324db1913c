import type { Result } from './run.ts';

/** Results of a segment, four bits a recipient: 650 recipients in 325 bytes. */

const RESULTS: readonly Result[] = ['none', 'sent', 'failed', 'skipped', 'unknown', 'deferred', 'throttled'];

export const emptyResults = (n: number): Uint8Array => new Uint8Array(Math.ceil(n / 2));

export function readResult(results: Uint8Array, index: number): Result {
  const byte = results[index >> 1] ?? 0;
  return RESULTS[index % 2 === 0 ? byte >> 4 : byte & 0x0f] ?? 'none';
}

/** Changes `results` in place. */
export function writeResult(results: Uint8Array, index: number, result: Result): void {
  const code = RESULTS.indexOf(result);
  const byte = results[index >> 1] ?? 0;
  results[index >> 1] = index % 2 === 0 ? (byte & 0x0f) | (code << 4) : (byte & 0xf0) | code;
}
