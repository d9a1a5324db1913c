import { describe, expect, it } from '@jest/globals';
import { decoderOf } from '../../../adapters/csv/encoding/decoders.ts';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { FileProblem } from '../../../core/audience/import/csv.ts';
import { encodeIn } from '../../support/legacy-encoder.ts';

const reader = new StreamingCsvReader();

/** What spreadsheets write in the countries of a language. */
const ENCODINGS: Record<string, string[]> = {
  de: ['windows-1252', 'macintosh', 'ibm850'],
  fr: ['windows-1252', 'macintosh', 'ibm850'],
  es: ['windows-1252', 'macintosh', 'ibm850'],
  pt: ['windows-1252', 'macintosh', 'ibm850'],
  it: ['windows-1252', 'macintosh'],
  sv: ['windows-1252', 'macintosh', 'ibm850'],
  da: ['windows-1252', 'macintosh', 'ibm850'],
  nb: ['windows-1252'],
  nl: ['windows-1252'],
  fi: ['windows-1252'],
  is: ['windows-1252'],
  cs: ['windows-1250', 'iso-8859-2', 'ibm852'],
  sk: ['windows-1250', 'iso-8859-2'],
  pl: ['windows-1250', 'iso-8859-2', 'ibm852'],
  hu: ['windows-1250', 'iso-8859-2'],
  hr: ['windows-1250', 'iso-8859-2'],
  sl: ['windows-1250', 'iso-8859-2'],
  tr: ['windows-1254'],
  ru: ['windows-1251', 'koi8-r', 'x-mac-cyrillic', 'ibm866'],
  uk: ['windows-1251', 'koi8-u'],
  bg: ['windows-1251'],
  sr: ['windows-1251'],
  el: ['windows-1253', 'iso-8859-7'],
  he: ['windows-1255'],
  ar: ['windows-1256'],
  th: ['windows-874'],
  lv: ['windows-1257'],
  lt: ['windows-1257'],
  et: ['windows-1257', 'windows-1252'],
  ja: ['shift_jis', 'euc-jp'],
  'zh-Hans': ['gb18030'],
  'zh-Hant': ['big5'],
  ko: ['euc-kr'],
};
const CASES = Object.entries(ENCODINGS).flatMap(([language, all]) => all.map((encoding) => ({ language, encoding })));

/** Names of countries in a language, those with a letter beyond ASCII that the encoding has. */
function namesIn(language: string, encoding: string): string[] {
  const regions = new Intl.DisplayNames([language], { type: 'region' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const names = codes.map((code) => regions.of(code) ?? code).filter((name, i) => name !== codes[i]);
  return [...new Set(names)].filter((name) => encodeIn(encoding, name)?.some((byte) => byte >= 0x80));
}

/** A file of so many rows, whose names repeat when there are not enough. */
const fileOf = (names: string[], rows: number): string =>
  `email,country\n${Array.from({ length: rows }, (_, i) => `r${i}@example.net,${names[i % names.length]}\n`).join('')}`;

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** What a reader of the list would see. */
async function answerTo(text: string, encoding: string): Promise<'right' | 'wrong' | 'asked'> {
  const bytes = encodeIn(encoding, text) ?? Buffer.alloc(0);
  try {
    const detected = await reader.detectEncoding(whole(bytes), null);
    return decoderOf(detected.encoding).decode(bytes) === text ? 'right' : 'wrong';
  } catch (error) {
    if (error instanceof FileProblem && error.error === 'encoding-unknown') return 'asked';
    throw error;
  }
}

describe('lists in the encodings of their countries', () => {
  const random = new SeededRandom('encodings');
  const some = (names: string[], count: number): string[] =>
    Array.from({ length: Math.min(count, names.length) }, () => names[random.integer(names.length)] ?? '');

  it('are never read into other letters from eight names on, and seldom below', async () => {
    const answers = new Map<string, number>();
    const wrong: string[] = [];
    for (const { language, encoding } of CASES) {
      const names = namesIn(language, encoding);
      for (const count of [1, 2, 3, 5, 8, 20, 100]) {
        for (const isUpper of [false, true]) {
          const list = some(names, count).map((name) => (isUpper ? name.toUpperCase() : name));
          const text = fileOf(list, list.length);
          if (encodeIn(encoding, text) === null) continue;
          const answer = await answerTo(text, encoding);
          const size = count < 8 ? 'few' : 'many';
          answers.set(`${size} ${answer}`, (answers.get(`${size} ${answer}`) ?? 0) + 1);
          if (answer === 'wrong') wrong.push(`${size} ${language} ${encoding} ${list.join('|').slice(0, 80)}`);
        }
      }
    }
    const count = (key: string): number => answers.get(key) ?? 0;
    expect(wrong.filter((line) => line.startsWith('many'))).toEqual([]);
    expect(wrong.length).toBeLessThanOrEqual(0.02 * (count('few right') + count('few asked')));
    expect(count('many asked')).toBeLessThanOrEqual(0.06 * count('many right'));
    expect(count('few asked')).toBeLessThanOrEqual(0.5 * count('few right'));
  });

  it.each([
    { language: 'fr', encoding: 'macintosh' },
    { language: 'pl', encoding: 'windows-1250' },
    { language: 'ru', encoding: 'koi8-r' },
    { language: 'ja', encoding: 'shift_jis' },
    { language: 'ko', encoding: 'euc-kr' },
  ])('are read right with 20,000 rows: $language in $encoding', async ({ language, encoding }) => {
    expect(await answerTo(fileOf(namesIn(language, encoding), 20_000), encoding)).toBe('right');
  });
});
