import { describe, expect, it } from '@jest/globals';
import { createCallLimit } from '../../../core/access/call-limit.ts';
import { SECOND } from '../../../core/clock.ts';
import { memoryWorld } from '../../support/memory-world.ts';

const START = Date.parse('2027-01-05T09:00:00Z');

function setUp(callsPerSecond: number) {
  const world = memoryWorld(START);
  const warnings: string[] = [];
  const log = { ...world.log, warn: (event: string) => void warnings.push(event) };
  const limit = createCallLimit({ ...world, log, callsPerSecond });
  const outcome = (keyId = 'a'): Promise<unknown> =>
    limit.count(keyId).then(
      () => 'taken',
      (error: unknown) => error,
    );
  return { ...world, outcome, warnings };
}

describe('the limit of calls', () => {
  it('refuses a key that has made its calls of ten seconds, until they are over, and no other key', async () => {
    const { outcome, clock } = setUp(2);
    for (let call = 0; call < 20; call += 1) expect(await outcome()).toBe('taken');

    clock.moveTo(START + 3 * SECOND);
    expect(await outcome()).toMatchObject({ code: 'rate-limited', resumesAt: START + 10 * SECOND });
    expect(await outcome('b')).toBe('taken');

    clock.moveTo(START + 10 * SECOND);
    expect(await outcome()).toBe('taken');
  });

  it('counts nothing where there is none', async () => {
    const { outcome, tables } = setUp(0);
    for (let call = 0; call < 50; call += 1) expect(await outcome()).toBe('taken');
    expect((await tables.query({ table: 'Content', pk: 'CALLS#a' })).items).toEqual([]);
  });

  it('lets its counts expire', async () => {
    const { outcome, tables } = setUp(1);
    await outcome();
    const { items } = await tables.query({ table: 'Content', pk: 'CALLS#a' });
    expect(items).toMatchObject([{ calls: 1, ttl: (START + 10 * SECOND) / SECOND }]);
  });

  it('holds up no call that it cannot count', async () => {
    const { outcome, tables, warnings } = setUp(1);
    tables.write = async () => {
      throw new Error('the tables are away');
    };
    expect(await outcome()).toBe('taken');
    expect(warnings).toEqual(['call-not-counted']);
  });
});
