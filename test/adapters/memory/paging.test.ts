import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import type { Cursor } from '../../../core/tables.ts';

const KEYS = [...'abcdefghijkl'];
const key = (sk: string) => ({ pk: 'p', sk });

const walks = fc.record({
  there: fc.subarray(KEYS),
  limit: fc.integer({ min: 1, max: 4 }),
  reverse: fc.boolean(),
  index: fc.constantFrom(undefined, 'work' as const),
  /** What is written between two pages. */
  writes: fc.array(fc.array(fc.record({ sk: fc.constantFrom(...KEYS), isPut: fc.boolean() }), { maxLength: 4 }), {
    maxLength: 12,
  }),
});

describe('a walk from page to page while items come and go', () => {
  it('shows once each item that was there all the time, none that never was, and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(walks, async ({ there, limit, reverse, index, writes }) => {
        const tables = new MemoryTables(new ManualClock(0));
        const put = (sk: string) =>
          tables.write({ kind: 'put', table: 'Campaigns', item: { ...key(sk), workPk: 'p', workSk: sk } });
        for (const sk of there) await put(sk);
        const stayed = new Set(there);
        const everThere = new Set(there);
        const shown: string[] = [];
        let after: Cursor | null = null;
        let page = 0;
        do {
          const { items, next } = await tables.query({ table: 'Campaigns', pk: 'p', index, limit, reverse, after });
          shown.push(...items.map(({ sk }) => sk));
          after = next;
          for (const { sk, isPut } of writes[page] ?? []) {
            if (isPut) {
              everThere.add(sk);
              await put(sk);
            } else {
              stayed.delete(sk);
              await tables.write({ kind: 'delete', table: 'Campaigns', key: key(sk) });
            }
          }
          page += 1;
        } while (after !== null);
        expect(shown).toEqual(reverse ? shown.toSorted().reverse() : shown.toSorted());
        expect(new Set(shown).size).toBe(shown.length);
        expect([...stayed].filter((sk) => !shown.includes(sk))).toEqual([]);
        expect(shown.filter((sk) => !everThere.has(sk))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
