import { decoderOf } from '../../adapters/csv/encoding/decoders.ts';

const tables = new Map<string, Map<string, number[]>>();

/** The bytes of each letter, found by decoding all bytes and pairs of bytes: the platform encodes UTF-8 only. */
function tableOf(encoding: string): Map<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = decoderOf(encoding);
  const table = new Map<string, number[]>();
  const add = (bytes: number[]): void => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, bytes);
  };
  for (let byte = 0; byte < 256; byte += 1) add([byte]);
  const isWide = /^(?:shift_jis|euc-|gb|big5)/.test(encoding);
  // The letters of daily use come first where a letter has two codes.
  for (let lead = isWide ? 0x81 : 256; lead < 0xff; lead += 1) {
    for (let trail = 0x40; trail < 0xff; trail += 1) add([lead, trail]);
  }
  tables.set(encoding, table);
  return table;
}

/** A text in an encoding of one or two bytes a letter; null where a letter is not in it. */
export function encodeIn(encoding: string, text: string): Buffer | null {
  const table = tableOf(encoding);
  const bytes: number[] = [];
  for (const letter of text) {
    const of = table.get(letter);
    if (!of) return null;
    bytes.push(...of);
  }
  return Buffer.from(bytes);
}
