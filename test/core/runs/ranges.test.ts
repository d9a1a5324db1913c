import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asDoubts, asRanges, putBack, rangesTotal, takeFirst } from '../../../core/runs/ranges.ts';
import { emptyResults, readResult, writeResult } from '../../../core/runs/results.ts';
import type { Range, Result } from '../../../core/runs/run.ts';

const ranges = fc.array(
  fc.record({ from: fc.nat(1_000_000), n: fc.integer({ min: 1, max: 500 }), tries: fc.nat(5), notBefore: fc.nat() }),
  { maxLength: 8 },
);
const RESULTS: Result[] = ['none', 'sent', 'failed', 'skipped', 'unknown', 'deferred', 'throttled'];

const positions = (list: Range[]): number[] =>
  list.flatMap(({ from, n }) => Array.from({ length: n }, (_, i) => from + i)).sort((a, b) => a - b);

describe('ranges', () => {
  it('come back from their text as they were', () => {
    fc.assert(fc.property(ranges, (list) => expect(asRanges.decode(asRanges.encode(list))).toEqual(list)));
    expect(asRanges.decode('')).toEqual([]);
  });

  it('keep every position when some are put back', () => {
    fc.assert(
      fc.property(ranges, ranges, (rest, more) => {
        expect(positions(putBack(rest, more))).toEqual(positions([...rest, ...more]));
      }),
    );
  });

  it('put what may be claimed first in front, and join neighbors', () => {
    const at = (from: number, n: number, notBefore = 0): Range => ({ from, n, tries: 0, notBefore });
    expect(putBack([at(10, 5, 900)], [at(20, 1), at(21, 1), at(3, 2)])).toEqual([at(3, 2), at(20, 2), at(10, 5, 900)]);
  });

  it('lose exactly what is taken off the front', () => {
    fc.assert(
      fc.property(
        ranges.filter((list) => list.length > 0),
        fc.integer({ min: 1, max: 500 }),
        (list, wanted) => {
          const n = Math.min(wanted, list[0]?.n ?? 0);
          expect(rangesTotal(takeFirst(list, n))).toBe(rangesTotal(list) - n);
        },
      ),
    );
  });
});

describe('doubts', () => {
  it('come back from their text as they were', () => {
    const doubts = [
      { serial: 0, dueAt: 5 },
      { serial: 12, dueAt: 1_800_000_000_000 },
    ];
    expect(asDoubts.decode(asDoubts.encode(doubts))).toEqual(doubts);
    expect(asDoubts.decode('')).toEqual([]);
  });
});

describe('results', () => {
  it('keep four bits for each recipient, and touch no neighbor', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...RESULTS), { maxLength: 60 }), (list) => {
        const results = emptyResults(list.length);
        for (const [i, result] of list.entries())
          writeResult(results, i, 'throttled' === result ? 'deferred' : 'unknown');
        for (const [i, result] of list.entries()) writeResult(results, i, result);
        expect(list.map((_, i) => readResult(results, i))).toEqual(list);
        expect(results).toHaveLength(Math.ceil(list.length / 2));
      }),
    );
  });
});
