import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { CsvProblem } from '../../../core/audience/import/csv.ts';
import { atBest } from '../../support/at-best.ts';

const MEGABYTE = 1024 * 1024;
/** Far more than any piece takes on a quiet machine: what is quadratic takes minutes. */
const SLOWEST_PIECE_MS = 2_000;
const MOST_MEMORY = 256 * MEGABYTE;
/** What a piece and a record may be, at the most. */
const MOST_RECORDS = 300_000;
const MOST_CHARACTERS = 5 * 64 * 1024;
const MOST_FIELDS = 1_000;

const reader = new StreamingCsvReader();
const HEADER = 'email,name\n';
const filled = (megabytes: number, text: string) => Buffer.alloc(megabytes * MEGABYTE, text);

/** A file that comes at once, as from the memory, or in pieces, as from a disk; `read` says how much was asked for. */
function fileOf(bytes: Uint8Array, size: number) {
  const told = { read: 0 };
  const stream = async function* () {
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      told.read += piece.length;
      yield piece;
    }
  };
  return { told, stream };
}

/** Reads a file and forgets it, holding every batch against the limits. */
async function measure(bytes: Uint8Array, size: number) {
  const { told, stream } = fileOf(bytes, size);
  const memoryBefore = process.memoryUsage().rss;
  let [records, slowest, memory] = [0, 0, 0];
  let problem: unknown = null;
  let since = performance.now();
  try {
    for await (const batch of reader.read(stream(), { encoding: 'utf-8', delimiter: ',' })) {
      slowest = Math.max(slowest, performance.now() - since);
      records += batch.records.length;
      memory = Math.max(memory, process.memoryUsage().rss - memoryBefore);
      expect(batch.records.length).toBeLessThan(MOST_RECORDS);
      let characters = 0;
      let fields = 0;
      for (const record of batch.records) {
        fields = Math.max(fields, record.length);
        for (const field of record) characters += field.length;
      }
      expect(fields).toBeLessThanOrEqual(MOST_FIELDS);
      expect(characters).toBeLessThan(MOST_CHARACTERS);
      await turn();
      since = performance.now();
    }
  } catch (error) {
    problem = error;
  }
  expect(slowest).toBeLessThan(SLOWEST_PIECE_MS);
  expect(memory).toBeLessThan(MOST_MEMORY);
  return { records, problem, read: told.read };
}

describe('nasty files', () => {
  it.each([
    ['newlines alone', filled(4, '\n'), 4 * MEGABYTE],
    ['carriage returns alone', filled(4, '\r'), 4 * MEGABYTE],
    ['both in turns, and the wrong way round', filled(4, '\n\r'), 2 * MEGABYTE + 1],
    ['blanks and newlines', filled(4, ' \n'), 2 * MEGABYTE],
    ['empty quoted fields', Buffer.from('""\n'.repeat(1_000_000)), 1_000_000],
    ['as many fields as are allowed', Buffer.from(`${','.repeat(999)}\n`.repeat(4_000)), 4_000],
  ])('reads %s to the end', async (_, bytes, expected) => {
    for (const size of [64 * 1024, bytes.length]) {
      expect(await atBest(() => measure(bytes, size))).toMatchObject({ records: expected, problem: null });
    }
  });

  it.each([
    ['commas alone', filled(50, ',')],
    ['commas behind a header', Buffer.concat([Buffer.from(HEADER), filled(50, ',')])],
    ['quotation marks alone', filled(20, '"')],
    ['a field of 20 MB', Buffer.concat([Buffer.from(`${HEADER}a@b.test,`), filled(20, 'x'), Buffer.from('\n')])],
    ['a quoted field of 20 MB', Buffer.concat([Buffer.from(`${HEADER}"`), filled(20, 'x\n'), Buffer.from('"\n')])],
    ['zeros', filled(20, '\0')],
    ['one giant line', filled(20, 'a@b.test,Ann,')],
    ['a quotation mark that is never closed', Buffer.concat([Buffer.from(`${HEADER}"`), filled(20, 'a,b\r\n')])],
  ])('gives up early on %s', async (_, bytes) => {
    for (const size of [64 * 1024, bytes.length]) {
      const { problem, read } = await atBest(() => measure(bytes, size));
      expect(problem).toBeInstanceOf(CsvProblem);
      if (size < bytes.length) expect(read).toBeLessThan(MEGABYTE);
    }
  });

  it('takes whatever is made of such parts within its limits', async () => {
    const part = fc.tuple(
      fc.constantFrom('\n', '\r', '\r\n', ',', '"', '""', ';', '\0', ' ', 'x', 'é', '"\n"', ',"', '",', '\u{1f600}'),
      fc.integer({ min: 1, max: 60_000 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(997, 64 * 1024, 16 * MEGABYTE),
        async (parts, size) => {
          const { problem } = await measure(Buffer.from(parts.map(([text, n]) => text.repeat(n)).join('')), size);
          expect(problem === null || problem instanceof CsvProblem).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});
