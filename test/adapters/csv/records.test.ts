import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { MAX_FIELDS, Records } from '../../../adapters/csv/records.ts';

/** The records of a text that comes in pieces of a size. */
function recordsOf(text: string, delimiter = ',', size = 64 * 1024): string[][] {
  const records = new Records(delimiter);
  const all: string[][] = [];
  for (let at = 0; at < text.length; at += size) all.push(...records.take(text.slice(at, at + size)));
  all.push(...records.end());
  records.check();
  return all;
}

/** The same by csv-parse, the library for CSV that most use. */
const byLibrary = (text: string, delimiter: string): string[][] =>
  parse(text, {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
  });

/** What a function answers, or that it throws. */
function answerOf<Answer>(ask: () => Answer): Answer | 'refused' {
  try {
    return ask();
  } catch {
    return 'refused';
  }
}

describe('Records', () => {
  it('reads what csv-parse reads, however the text is cut', () => {
    const sign = fc.constantFrom('a', 'é', '漢', ' ', '"', '""', '"q"', '"x,y"', ',', ';', '\t', '\n', '\r', '\r\n');
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 24 }).map((signs) => signs.join('')),
        fc.constantFrom(',', ';', '\t'),
        fc.integer({ min: 1, max: 9 }),
        (text, delimiter, size) => {
          const expected = answerOf(() => byLibrary(text, delimiter));
          expect(answerOf(() => recordsOf(text, delimiter, size))).toEqual(expected);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('takes as many fields as are allowed, and names the row of one more', () => {
    const most = ','.repeat(MAX_FIELDS - 1);
    expect(recordsOf(`a\n${most}\n`)[1]).toHaveLength(MAX_FIELDS);
    expect(() => recordsOf(`a\n${most},\n`)).toThrow('row 2 has more than 1000 fields');
  });

  it.each([
    ['a field without an end', 'x'.repeat(70_000)],
    ['a quotation mark that is never closed', `"${'x\n'.repeat(40_000)}`],
    ['quotation marks alone', '"'.repeat(70_001)],
  ])('refuses %s, and keeps no more of it than a record may have', (_, text) => {
    expect(() => recordsOf(`a\n${text}`, ',', 1_000)).toThrow('row 2 has more than 65536 characters');
  });

  it('hands over the records before a fault, and then throws it for ever', () => {
    const records = new Records(',');
    expect(records.take(`a\nb\n${','.repeat(MAX_FIELDS)}`)).toEqual([['a'], ['b']]);
    expect(() => records.take('c\n')).toThrow('row 3');
    expect(() => records.end()).toThrow('row 3');
  });
});
