import { plausibility } from './plausible-bytes.ts';

/** The encodings that are told apart, as the WHATWG Encoding Standard names them. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'windows-1252',
  'windows-1251',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Rows that the delimiter is told by. */
const ROWS_LOOKED_AT = 50;

/**
 * What a file is written in, by its first bytes: a mark, the zeros of UTF-16, UTF-8 without a fault; else the encoding
 * whose letters its bytes most resemble.
 */
export function encodingOf(bytes: Uint8Array): Encoding {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const zeros = [0, 1].map((odd) => bytes.subarray(0, 1_000).filter((byte, at) => byte === 0 && at % 2 === odd).length);
  const [even = 0, odd = 0] = zeros;
  if (even + odd > 0) return odd > even ? 'utf-16le' : 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  const legacy = ENCODINGS.slice(3).map((encoding) => ({ encoding, score: plausibility(bytes, encoding) }));
  return legacy.reduce((best, next) => (next.score > best.score ? next : best)).encoding;
}

/** The last letter may be cut where the reading ended. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The text without a mark; a letter that is cut at its end is left out. */
export const textOf = (bytes: Uint8Array, encoding: string): string =>
  new TextDecoder(encoding).decode(bytes, { stream: true });

/** The delimiter by which most rows have equally many fields, and the more the better. */
export function delimiterOf(text: string): Delimiter {
  const scored = DELIMITERS.map((delimiter) => ({
    delimiter,
    score: evenness(rowsIn(text, delimiter, ROWS_LOOKED_AT)),
  }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function evenness(rows: readonly string[][]): number {
  const widths = new Map<number, number>();
  for (const { length } of rows) widths.set(length, (widths.get(length) ?? 0) + 1);
  const [width, times] = [...widths].reduce((best, next) => (next[1] > best[1] ? next : best), [1, 0]);
  return width === 1 ? 0 : times / rows.length + width / 1_000;
}

/** The first rows of a table, without empty lines; quoted fields may hold delimiters, quotes and lines. */
export function rowsIn(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < most) {
    const { field, end } = fieldAt(text, at, delimiter);
    row.push(field);
    at = end + 1;
    if (text[end] === delimiter && at < text.length) continue;
    if (text[end] === delimiter) row.push('');
    if (text[end] === '\r' && text[at] === '\n') at += 1;
    if (row.some((cell) => cell.trim() !== '')) rows.push(row);
    row = [];
  }
  return rows;
}

/** The field that begins at a place, and where its delimiter or the end of its line is. */
function fieldAt(text: string, start: number, delimiter: string): { field: string; end: number } {
  let at = start;
  let field = '';
  if (text[at] === '"') {
    for (at += 1; at < text.length; at += 1) {
      const close = text.indexOf('"', at);
      if (close === -1) return { field: field + text.slice(at), end: text.length };
      field += text.slice(at, close);
      at = close + 1;
      if (text[at] !== '"') break;
      field += '"';
    }
  }
  const rest = at;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return { field: field + text.slice(rest, at), end: at };
}
