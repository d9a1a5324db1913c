import { type DetectedEncoding, FileProblem } from '../../../core/audience/import/csv.ts';
import { noLettersIn, noTextOf, wideEncodingOf } from '../no-text.ts';
import { FieldSample } from './field-sample.ts';
import { guessEncoding, type Reading } from './guess.ts';
import { Utf8Count } from './utf8-count.ts';

/** A file with so many letters of UTF-8 for each fault is UTF-8 with faults. */
const LETTERS_PER_FAULT = 4;
/** Bytes that show what kind of file it is. */
const BEGINNING_BYTES = 16 * 1024;
/** Switches of ISO-2022-JP, which writes Japanese in ASCII. */
const SWITCHES = ['$@', '$B', '(J', '(I'].map((code) => Buffer.from(`\u001b${code}`));

/** What a file is written in, by all of its bytes: see `CsvReader.detectEncoding`. */
export async function detectEncoding(
  bytes: AsyncIterable<Uint8Array>,
  given: string | null,
): Promise<DetectedEncoding> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    const beginning = await readBeginning(chunks);
    const told = byBeginning(Buffer.concat(beginning), given);
    return told ?? (await byAllBytes(beginning, chunks));
  } finally {
    await chunks.return?.();
  }
}

async function readBeginning(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const read: Uint8Array[] = [];
  let size = 0;
  while (size < BEGINNING_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
  }
  return read;
}

/** Byte order marks, UTF-16, and what is no text at all; null where the letters have to tell. */
function byBeginning(beginning: Uint8Array, given: string | null): DetectedEncoding | null {
  const known = markedEncodingOf(beginning) ?? wideEncodingOf(beginning);
  // The zero bytes of UTF-16 belong to letters; elsewhere they are a sign of what is no text.
  const problem = noTextOf(beginning) ?? (known === null ? noLettersIn(beginning) : null);
  if (problem !== null) throw new FileProblem('not-csv', problem);
  if (given !== null) return { encoding: given, confidence: 'given' };
  return known === null ? null : { encoding: known, confidence: 'certain' };
}

function markedEncodingOf([first, second, third, fourth]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0xff || second !== 0xfe) return null;
  if (third === 0 && fourth === 0) throw new FileProblem('encoding-unknown', 'the file is UTF-32; save it as UTF-8');
  return 'utf-16le';
}

async function byAllBytes(beginning: Uint8Array[], rest: AsyncIterator<Uint8Array>): Promise<DetectedEncoding> {
  const utf8 = new Utf8Count();
  const sample = new FieldSample();
  let switches = false;
  const take = (chunk: Uint8Array): void => {
    utf8.take(chunk);
    sample.take(chunk);
    switches ||= hasSwitch(chunk);
  };
  for (const chunk of beginning) take(chunk);
  for (let next = await rest.next(); !next.done; next = await rest.next()) take(next.value);
  utf8.end();
  if (utf8.faults === 0) {
    return { encoding: switches && utf8.letters === 0 ? 'iso-2022-jp' : 'utf-8', confidence: 'certain' };
  }
  if (utf8.letters >= LETTERS_PER_FAULT * utf8.faults) return { encoding: 'utf-8', confidence: 'likely' };
  const guess = await guessEncoding(sample.end());
  if (guess.kind === 'clear') return { encoding: guess.encoding, confidence: 'likely' };
  throw new FileProblem('encoding-unknown', guess.kind === 'open' ? choiceOf(guess.readings) : UNKNOWN);
}

function hasSwitch(chunk: Uint8Array): boolean {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return SWITCHES.some((code) => bytes.includes(code));
}

const UNKNOWN =
  'the encoding of the file could not be detected; save it as UTF-8, or name its encoding when the import is created';

const choiceOf = (readings: Reading[]): string => {
  const choices = readings.map(({ encoding, example }) => `${encoding} ("${example}")`).join(' or ');
  return `the file could be ${choices}; import it again and name its encoding, or save it as UTF-8`;
};
