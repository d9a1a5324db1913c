/** What files begin with that are no text, though their names may end in `.csv`. */
const SIGNATURES: readonly (readonly [bytes: string, what: string])[] = [
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an Excel workbook (.xls) or another file of old Office programs'],
  ['\x1f\x8b', 'compressed (gzip)'],
  ['BZh', 'compressed (bzip2)'],
  ['7z\xbc\xaf\x27\x1c', 'an archive (7-Zip)'],
  ['Rar!\x1a\x07', 'an archive (RAR)'],
  ['\xfd7zXZ\0', 'compressed (xz)'],
  ['\x28\xb5\x2f\xfd', 'compressed (Zstandard)'],
  ['%PDF-', 'a PDF'],
  ['{\\rtf', 'a text document (RTF)'],
  ['\x89PNG\r\n', 'an image'],
  ['\xff\xd8\xff', 'an image'],
  ['GIF8', 'an image'],
  ['SQLite format 3\0', 'a database'],
  ['PAR1', 'a Parquet file'],
];
const ZIP = 'PK\x03\x04';
/** Texts of another form than a table. */
const OTHER_TEXTS: readonly (readonly [form: RegExp, what: string])[] = [
  [/^<(?:!doctype|html|table)\b/i, 'a web page (HTML), which some programs save as .xls'],
  [/^<\?xml\b/i, 'XML'],
  [/^BEGIN:VCARD\b/i, 'address cards (vCard)'],
  [/^(?:\{\s*"|\[\s*[[{"\]])/, 'JSON'],
];
/** Bytes of the beginning that are looked at. */
const LOOKED_AT = 16 * 1024;
/** Fewer control characters than one in so many may be slips of an export. */
const TEXT_PER_CONTROL = 100;
/** One in so many letters of UTF-16 is ASCII at least; a stray zero byte makes no text of another encoding UTF-16. */
const ZERO_SHARE = 10;
/** Control characters that texts have: tab, line ends, form feed, and the escape of ISO-2022-JP. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);
const MULTIPART = /^--[^\r\n]{1,200}\r?\ncontent-disposition:/i;
const ADVICE = 'save the table as CSV, with the encoding UTF-8 where there is a choice, and upload that';

/** Why the beginning of a file is no text of a table, as a sentence with what to do; null where it may be one. */
export function noTextOf(beginning: Uint8Array): string | null {
  const text = Buffer.from(beginning.subarray(0, LOOKED_AT)).toString('latin1');
  if (text.startsWith(ZIP)) return `the file is ${zipOf(text)}; ${ADVICE}`;
  const signature = SIGNATURES.find(([bytes]) => text.startsWith(bytes));
  if (signature) return `the file is ${signature[1]}; ${ADVICE}`;
  if (MULTIPART.test(text)) {
    return 'the upload is a form, as `curl -F` sends it; send the bytes of the file alone, as `curl -T FILE` does';
  }
  const visible = text.replace(/^(?:\xef\xbb\xbf)?\s{0,100}/, '');
  const other = OTHER_TEXTS.find(([form]) => form.test(visible));
  return other ? `the file is ${other[1]}; ${ADVICE}` : null;
}

/** The same for bytes that are letters in no encoding of one or more bytes a letter. */
export function noLettersIn(beginning: Uint8Array): string | null {
  const looked = beginning.subarray(0, LOOKED_AT);
  const controls = looked.filter((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte)).length;
  return controls * TEXT_PER_CONTROL > looked.length ? `the file has bytes that are no text; ${ADVICE}` : null;
}

/** UTF-16 by its zero bytes, which every other byte of an address is in any list; null for all else. */
export function wideEncodingOf(beginning: Uint8Array): string | null {
  const [even, odd] = [zerosAt(beginning, 0), zerosAt(beginning, 1)];
  const units = Math.min(beginning.length, LOOKED_AT) / 2;
  if (odd > units / ZERO_SHARE && even * ZERO_SHARE <= odd) return 'utf-16le';
  return even > units / ZERO_SHARE && odd * ZERO_SHARE <= even ? 'utf-16be' : null;
}

function zerosAt(bytes: Uint8Array, parity: number): number {
  let zeros = 0;
  for (let at = parity; at < Math.min(bytes.length, LOOKED_AT); at += 2) zeros += bytes[at] === 0 ? 1 : 0;
  return zeros;
}

const zipOf = (text: string): string => {
  if (text.includes('xl/') || text.includes('[Content_Types].xml')) return 'an Excel workbook (.xlsx)';
  if (text.includes('opendocument.spreadsheet')) return 'a LibreOffice workbook (.ods)';
  return text.includes('Index/') ? 'a Numbers workbook or another archive (ZIP)' : 'an archive (ZIP)';
};
