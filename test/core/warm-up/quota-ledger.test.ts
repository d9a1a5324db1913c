import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { commit } from '../../../core/commit.ts';
import { quotaKey } from '../../../core/keys.ts';
import type { Write } from '../../../core/tables.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { newDomainWrites, readDomain, replaceDomain } from '../../../core/warm-up/domain-store.ts';
import {
  addOther,
  grantQuota,
  holdDay,
  openWithGrant,
  openWithOther,
  type QuotaDay,
  raiseDay,
  refund,
  relimitDay,
  resolveUnknown,
} from '../../../core/warm-up/quota-ledger.ts';
import { quotaDay } from '../../../core/warm-up/quota-of-day.ts';
import { readQuotaDay } from '../../../core/warm-up/quota-store.ts';
import { sampleDomain } from '../../support/sample-domain.ts';

const NAME = 'news.example';
const TODAY = '2026-11-24';
const NOW = Date.parse('2026-11-24T09:00:00Z');

const domainOf = (changes: Partial<Domain> = {}): Domain =>
  sampleDomain(NAME, NOW, { plan: 'custom', steps: [20, 40, 60], ...changes });

/** A domain whose day is not opened yet. */
async function newWorld(changes: Partial<Domain> = {}) {
  const tables = new MemoryTables(new ManualClock(NOW));
  const random = new SeededRandom('quota');
  await commit(newDomainWrites(domainOf(changes)), { tables, random });
  return {
    tables,
    domain: async (): Promise<Domain> => (await readDomain(tables, NAME)) as Domain,
    computed: async (): Promise<QuotaDay> => (await quotaDay(tables, domainOf(changes), TODAY)).row,
    row: async (): Promise<QuotaDay> => (await readQuotaDay(tables, NAME, TODAY)) as QuotaDay,
    write: async (...writes: Write[]): Promise<boolean> => (await commit(writes, { tables, random })).ok,
  };
}

const tally = (unused: number) => ({ unused, failed: 0, skipped: 0, unknown: 0 });

describe('the first row of a day', () => {
  it('has what its first grant left', async () => {
    const world = await newWorld();
    expect(await world.write(...openWithGrant(await world.domain(), await world.computed(), 7))).toBe(true);
    expect(await world.row()).toMatchObject({ level: 1, limit: 20, left: 13, granted: 7, other: 0 });
  });

  it('has other mail beside the quota, and what that took of it', async () => {
    const world = await newWorld();
    expect(
      await world.write(...openWithOther(await world.domain(), await world.computed(), { other: 7, taken: 5 })),
    ).toBe(true);
    expect(await world.row()).toMatchObject({ limit: 20, left: 15, granted: 0, other: 7 });
  });

  it('is made once', async () => {
    const world = await newWorld();
    const [domain, computed] = [await world.domain(), await world.computed()];
    await world.write(...openWithGrant(domain, computed, 7));
    expect(await world.write(...openWithGrant(domain, computed, 7))).toBe(false);
    expect(await world.write(...openWithOther(domain, computed, { other: 7, taken: 7 }))).toBe(false);
    expect(await world.row()).toMatchObject({ left: 13, other: 0 });
  });

  it('is refused when the domain changed since it was read', async () => {
    const world = await newWorld();
    const [domain, computed] = [await world.domain(), await world.computed()];
    await world.write(replaceDomain({ ...domain, reputation: { heldUntil: NOW + 1 } }));
    expect(await world.write(...openWithGrant(domain, computed, 7))).toBe(false);
    expect(await world.row()).toBeUndefined();
  });
});

describe('a row of the version before', () => {
  it('goes on where it is: what was granted has its stored name still', async () => {
    const world = await newWorld();
    await world.tables.write({
      kind: 'put',
      table: 'WarmUp',
      item: { ...quotaKey(NAME, TODAY), domain: NAME, day: TODAY, level: 1, limit: 20, left: 12, sent: 8, other: 0 },
    });
    expect(await world.row()).toMatchObject({ granted: 8 });
    await world.write(grantQuota(NAME, TODAY, 4, 0, NOW));
    expect(await world.row()).toMatchObject({ granted: 12, left: 8 });
    await world.write(refund(NAME, TODAY, tally(3)));
    expect(await world.row()).toMatchObject({ granted: 9, left: 11 });
  });
});

describe('the writes of a row', () => {
  it('grant what is left beyond the need of older runs, and not while the domain is held', async () => {
    const world = await newWorld();
    await world.write(...openWithGrant(await world.domain(), await world.computed(), 10));
    expect(await world.write(grantQuota(NAME, TODAY, 6, 5, NOW))).toBe(false);
    expect(await world.write(grantQuota(NAME, TODAY, 5, 5, NOW))).toBe(true);
    await world.write(holdDay(NAME, TODAY, true, NOW + 1));
    expect(await world.write(grantQuota(NAME, TODAY, 1, 0, NOW))).toBe(false);
    expect(await world.write(grantQuota(NAME, TODAY, 1, 0, NOW + 1))).toBe(true);
  });

  it('count what was not mailed and what is in doubt, and take back the doubts that are settled', async () => {
    const world = await newWorld();
    await world.write(...openWithGrant(await world.domain(), await world.computed(), 10));
    await world.write(refund(NAME, TODAY, { unused: 3, failed: 1, skipped: 2, unknown: 4 }));
    await world.write(resolveUnknown(NAME, TODAY, 3));
    expect(await world.row()).toMatchObject({ left: 13, granted: 7, failed: 1, skipped: 2, unknown: 1 });
  });

  it('follow a changed plan down to what is taken, and no further', async () => {
    const world = await newWorld();
    await world.write(...openWithGrant(await world.domain(), await world.computed(), 10));
    await world.write(relimitDay(domainOf({ steps: [5] }), await world.row(), 1));
    expect(await world.row()).toMatchObject({ limit: 10, left: 0, granted: 10 });
    await world.write(relimitDay(domainOf(), await world.row(), 2));
    expect(await world.row()).toMatchObject({ level: 2, limit: 40, left: 30, granted: 10 });
  });

  it('do not set a limit over what was taken or raised meanwhile', async () => {
    const world = await newWorld();
    await world.write(...openWithGrant(await world.domain(), await world.computed(), 10));
    const read = await world.row();
    await world.write(grantQuota(NAME, TODAY, 1, 0, NOW));
    expect(await world.write(relimitDay(domainOf(), read, 3))).toBe(false);
    expect(await world.write(raiseDay(domainOf(), read, 2))).toBe(true);
    expect(await world.write(raiseDay(domainOf(), read, 2))).toBe(false);
    expect(await world.row()).toMatchObject({ level: 2, limit: 40, left: 29 });
  });

  it('hold a day that has a row, or see to it that none was made', async () => {
    const world = await newWorld();
    expect(await world.write(holdDay(NAME, TODAY, true, NOW))).toBe(false);
    expect(await world.write(holdDay(NAME, TODAY, false, NOW))).toBe(true);
    await world.write(...openWithGrant(await world.domain(), await world.computed(), 10));
    expect(await world.write(holdDay(NAME, TODAY, false, NOW))).toBe(false);
    expect(await world.write(holdDay(NAME, TODAY, true, NOW))).toBe(true);
    expect(await world.row()).toMatchObject({ heldUntil: NOW });
  });
});

/** What may happen to a row, each with how much. Rows that writes are made from may have been read a while ago. */
const step = fc.record({
  kind: fc.constantFrom('grant', 'refund', 'other', 'limited other', 'raise', 'relimit', 'hold', 'read'),
  n: fc.integer({ min: 0, max: 30 }),
  level: fc.integer({ min: 1, max: 4 }),
});

describe('0 <= left <= limit', () => {
  it('holds after every write, in any order, and what is taken is accounted for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(20), async (steps, first) => {
        const world = await newWorld();
        await world.write(...openWithGrant(await world.domain(), await world.computed(), first));
        let read = await world.row();
        let granted = first;
        let taken = 0;
        for (const { kind, n, level } of steps) {
          const given = Math.min(n, granted);
          if (kind === 'grant' && (await world.write(grantQuota(NAME, TODAY, n, 0, NOW + n)))) granted += n;
          if (kind === 'refund' && (await world.write(refund(NAME, TODAY, tally(given))))) granted -= given;
          if (kind === 'other') await world.write(addOther(NAME, TODAY, { other: n, taken: 0 }));
          if (kind === 'limited other' && (await world.write(addOther(NAME, TODAY, { other: n, taken: n }))))
            taken += n;
          if (kind === 'raise') await world.write(raiseDay(domainOf(), read, level));
          if (kind === 'relimit') await world.write(relimitDay(domainOf({ steps: [n + 1, 30] }), read, level));
          if (kind === 'hold') await world.write(holdDay(NAME, TODAY, true, NOW + n));
          if (kind === 'read') read = await world.row();
          const row = await world.row();
          expect(row.left).toBeGreaterThanOrEqual(0);
          expect(row.left).toBeLessThanOrEqual(row.limit);
          expect(row.granted).toBe(granted);
          expect(row.limit - row.left).toBe(granted + taken);
        }
      }),
    );
  });
});

describe('the row', () => {
  it('is named by its ledger and by its reads alone', () => {
    const naming = readdirSync('core', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !['keys.ts', 'items.ts', 'item-kind.ts'].includes(file))
      .filter((file) => /\bquotaKey\b/.test(readFileSync(`core/${file}`, 'utf8')));
    expect(naming.sort()).toEqual(['warm-up/quota-ledger.ts', 'warm-up/quota-store.ts']);
  });
});
