import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { csvLine, withoutGuard } from '../../../core/audience/import/csv.ts';

const reader = new StreamingCsvReader();
const utf8 = { encoding: 'utf-8', delimiter: ',' };

async function* pieces(bytes: Uint8Array, size = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function records(
  content: string | Uint8Array,
  { encoding = 'utf-8', delimiter = ',' } = {},
): Promise<string[][]> {
  const all: string[][] = [];
  for await (const batch of reader.read(pieces(Buffer.from(content)), { encoding, delimiter }))
    all.push(...batch.records);
  return all;
}

const detect = async (bytes: Uint8Array, size?: number, given: string | null = null) =>
  (await reader.detectEncoding(pieces(bytes, size), given)).encoding;

describe('read', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', ','],
    ['semicolons', 'a;b\n1;2\n', ';'],
    ['tabs', 'a\tb\n1\t2\n', '\t'],
    ['pipes', 'a|b\n1|2\n', '|'],
    ['CRLF and no end of line at the end', 'a,b\r\n1,2', ','],
    ['CR alone', 'a,b\r1,2\r', ','],
    ['a byte order mark', '\ufeffa,b\n1,2\n', ','],
    ['quotes', '"a","b"\n"1","2"\n', ','],
  ])('takes %s', async (_, content, delimiter) => {
    expect(await records(content, { delimiter })).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps a stray quotation mark, an empty line, and rows of other lengths', async () => {
    expect(await records('a,b\n5" disk,x\n\n1\n1,2,3\n')).toEqual([
      ['a', 'b'],
      ['5" disk', 'x'],
      [''],
      ['1'],
      ['1', '2', '3'],
    ]);
  });

  it('reads back what csvLine writes, however the bytes are cut', async () => {
    const letters = fc.constantFrom("'", '=', '-', '\t', ';', '|', '"', '\n', ' ', 'a');
    const field = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ unit: letters, maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(',', ';', '\t', '|'),
        async (rows, size, delimiter) => {
          const content = Buffer.from(rows.map((row) => csvLine(row, delimiter)).join(''));
          const read: string[][] = [];
          const form = { encoding: 'utf-8', delimiter };
          for await (const batch of reader.read(pieces(content, size), form)) read.push(...batch.records);
          expect(read.map((row) => row.map(withoutGuard))).toEqual(rows);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['utf-8', Buffer.from('é漢\u{1f600}')],
    ['utf-16le', Buffer.from('éਊ漢', 'utf16le')],
    ['utf-16be', Buffer.from('éਊ漢', 'utf16le').swap16()],
    ['windows-1252', Buffer.from('é', 'latin1')],
    ['shift_jis', Buffer.from('8e528363', 'hex')],
    ['gb18030', Buffer.from('d6d08130813081', 'hex')],
    ['iso-2022-jp', Buffer.from('1b2442303b1b2842', 'hex')],
  ])('can begin again in %s wherever it says', async (encoding, letters) => {
    const isWide = encoding.startsWith('utf-16');
    const ascii = (text: string) => {
      const bytes = Buffer.from(text, isWide ? 'utf16le' : 'latin1');
      return encoding === 'utf-16be' ? bytes.swap16() : bytes;
    };
    const row = (i: number) => [ascii(`${i};"`), letters, ascii(i % 3 === 0 ? '\n' : ' '), letters, ascii(`"${end}`)];
    const end = encoding === 'windows-1252' ? '\r' : '\r\n';
    const content = Buffer.concat([ascii(`n;text${end}`), ...Array.from({ length: 8_000 }, (_, i) => row(i)).flat()]);
    const whole = await records(content, { encoding, delimiter: ';' });
    expect(whole).toHaveLength(8_001);

    let seen = 0;
    let places = 0;
    for await (const batch of reader.read(pieces(content, 50_001), { encoding, delimiter: ';' })) {
      if (batch.at !== null && batch.at > 0) {
        places += 1;
        const start = { at: batch.at, records: seen };
        const left: string[][] = [];
        for await (const again of reader.read(
          pieces(content.subarray(batch.at)),
          { encoding, delimiter: ';' },
          start,
        )) {
          left.push(...again.records);
        }
        expect(left).toHaveLength(whole.length - seen);
        expect(left).toEqual(whole.slice(seen));
      }
      seen += batch.records.length;
    }
    // What a byte of this one means depends on all before it.
    expect(places > 0).toBe(encoding !== 'iso-2022-jp');
  });

  it('names the row of a fault as the file has it, wherever it begins', async () => {
    const start = { at: 100, records: 7 };
    const reading = async () => {
      for await (const _ of reader.read(pieces(Buffer.from('a,b\n"c')), utf8, start));
    };
    await expect(reading()).rejects.toMatchObject({ row: 9 });
  });

  it('names the row of a quotation mark that is never closed, after the rows before it', async () => {
    const seen: string[][] = [];
    const reading = (async () => {
      for await (const batch of reader.read(pieces(Buffer.from('a\n1\n"2\n3\n')), utf8)) seen.push(...batch.records);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'CsvProblem', row: 3 });
    expect(seen).toEqual([['a'], ['1']]);
  });

  it('refuses a record of more than 64 KB', async () => {
    await expect(records(`a\n"${'x'.repeat(66_000)}"\n`)).rejects.toMatchObject({ name: 'CsvProblem', row: 2 });
  });
});

describe('detectEncoding', () => {
  const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

  it.each([
    ['ASCII', Buffer.from('email,name\n'), 'utf-8'],
    ['UTF-8', Buffer.from('email,name\na@b.test,José\n'), 'utf-8'],
    ['UTF-16 with a mark', Buffer.from('\ufeffemail\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 without one', Buffer.from('email\n', 'utf16le'), 'utf-16le'],
    ['UTF-16, big end first', utf16be('\ufeffemail\n'), 'utf-16be'],
    ['Latin letters', Buffer.from('email;name\na@b.test;Jürgen Groß\nb@b.test;Françoise\n', 'latin1'), 'windows-1252'],
  ])('knows %s', async (_, bytes, encoding) => {
    expect(await detect(bytes)).toBe(encoding);
  });

  it.each([
    ['windows-1251', 'cff0e8e2e5f220c8e2e0ed20cfe5f2f0eee20a', 'Привет Иван Петров\n'],
    ['shift_jis', '8e5293632091be98590a8db293a120 89d48e710a97e996d82088ea98590a', '山田 太郎\n佐藤 花子\n鈴木 一郎\n'],
    [
      'euc-kr',
      'b1e8b9cec1d80ac0ccbcadbfac0ab9dac1f6c8c60ac3d6bcf6baf30ac1a4c7cfc0ba0a',
      '김민준\n이서연\n박지훈\n최수빈\n정하은\n',
    ],
  ])('knows %s, and decodes it', async (encoding, hex, text) => {
    const bytes = Buffer.concat([Buffer.from('email\n'), Buffer.from(hex.replaceAll(' ', ''), 'hex')]);
    expect(await detect(bytes)).toBe(encoding);
    expect((await records(bytes, { encoding })).map(([field]) => `${field}\n`).join('')).toBe(`email\n${text}`);
  });

  it('finds the one letter that is not ASCII late in a long file', async () => {
    const lines = 'ann@example.com,Ann\n'.repeat(50_000);
    expect(await detect(Buffer.from(`email,name\n${lines}z@example.com,José Muñoz\n`, 'latin1'), 65_536)).toBe(
      'windows-1252',
    );
    expect(await detect(Buffer.from(`email,name\n${lines}z@example.com,José Muñoz\n`), 1_001)).toBe('utf-8');
  });
});

describe('csvLine', () => {
  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', ' =1', "'=1", '＝1', '＋1', '－1', '＠x'])(
    'makes %j harmless',
    (text) => {
      expect(csvLine([text])).toMatch(/^"?'/);
      expect(withoutGuard(`'${text}`)).toBe(text);
    },
  );

  it('quotes whatever any spreadsheet takes for a delimiter', () => {
    expect(csvLine(['bad;=1+1', 'a\tb', 'c|d', 'e'])).toBe('"bad;=1+1","a\tb","c|d",e\r\n');
  });
});
