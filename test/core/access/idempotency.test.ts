import { describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, constantFrom, nat, scheduler } from 'fast-check';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { createIdempotency, type StoredAnswer } from '../../../core/access/idempotency.ts';
import { DAY, MINUTE } from '../../../core/clock.ts';
import { Problem } from '../../../core/problems.ts';
import type { Tables } from '../../../core/tables.ts';

const REQUEST = { keyId: '1', path: '/v1/tasks', key: 'order-17', content: { listId: '5', n: [1, { a: 1, b: 2 }] } };

const setUp = (wrap: (tables: Tables) => Tables = (tables) => tables) => {
  const clock = new ManualClock(Date.UTC(2027, 0, 1, 9));
  const logged: string[] = [];
  const log = { info() {}, warn() {}, error: (event: string) => void logged.push(event) };
  const tables = wrap(new MemoryTables(clock));
  const idempotency = createIdempotency({ tables, clock, random: new SeededRandom(3), log });
  let done = 0;
  const act = async (): Promise<StoredAnswer> => {
    done += 1;
    return { status: 201, body: `{"n":${done}}`, location: `/v1/tasks/${done}` };
  };
  return { clock, idempotency, act, logged, count: () => done };
};

const codeOf = (failure: unknown): string => (failure instanceof Problem ? failure.code : String(failure));

describe('createIdempotency', () => {
  it('replays status, body and Location for 24 hours', async () => {
    const { clock, idempotency, act, count } = setUp();
    const first = await idempotency.once(REQUEST, act);
    clock.advance(DAY - 1);
    expect(await idempotency.once(REQUEST, act)).toEqual(first);
    expect(count()).toBe(1);
    clock.advance(1);
    expect(await idempotency.once(REQUEST, act)).not.toEqual(first);
  });

  it('takes the order of keys for nothing', async () => {
    const { idempotency, act, count } = setUp();
    await idempotency.once(REQUEST, act);
    await idempotency.once({ ...REQUEST, content: { n: [1, { b: 2, a: 1 }], listId: '5' } }, act);
    expect(count()).toBe(1);
  });

  it.each([{ keyId: '2' }, { path: '/v1/lists' }, { key: 'order-18' }])('keeps %j apart', async (change) => {
    const { idempotency, act, count } = setUp();
    await idempotency.once(REQUEST, act);
    await idempotency.once({ ...REQUEST, ...change }, act);
    expect(count()).toBe(2);
  });

  it('refuses the key with other content', async () => {
    const { idempotency, act } = setUp();
    await idempotency.once(REQUEST, act);
    await expect(idempotency.once({ ...REQUEST, content: { listId: '6' } }, act)).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });

  it('refuses a second request while the first is at work, and lets it in when the first is surely gone', async () => {
    const { clock, idempotency, act, count } = setUp();
    const { promise, resolve } = Promise.withResolvers<StoredAnswer>();
    const first = idempotency.once(REQUEST, () => promise);
    await expect(idempotency.once(REQUEST, act)).rejects.toMatchObject({ code: 'request-in-progress' });
    clock.advance(MINUTE);
    const second = await idempotency.once(REQUEST, act);
    resolve({ status: 201, body: '{"late":true}', location: null });
    await first;
    expect(await idempotency.once(REQUEST, act)).toEqual(second);
    expect(count()).toBe(1);
  });

  it('forgets what failed', async () => {
    const { idempotency, act } = setUp();
    const fail = async () => {
      throw new Error('table away');
    };
    await expect(idempotency.once(REQUEST, fail)).rejects.toThrow('table away');
    expect(await idempotency.once(REQUEST, act)).toMatchObject({ status: 201 });
  });

  it('does nothing twice when an answer was too large to keep', async () => {
    const { idempotency, act, count } = setUp();
    const body = JSON.stringify('ä'.repeat(150_000));
    const large = async () => ({ ...(await act()), body });
    expect((await idempotency.once(REQUEST, large)).body).toBe(body);
    await expect(idempotency.once(REQUEST, large)).rejects.toMatchObject({
      code: 'already-exists',
      message: expect.stringContaining('/v1/tasks/1'),
    });
    expect(count()).toBe(1);
  });

  it('answers what was done although the answer could not be kept', async () => {
    const { idempotency, act, logged } = setUp(
      (tables) =>
        new Proxy(tables, {
          get: (target, name: keyof Tables) =>
            name === 'write'
              ? async (write: Parameters<Tables['write']>[0]) => {
                  if (write.kind === 'update') throw new Error('table away');
                  return target.write(write);
                }
              : target[name].bind(target),
        }),
    );
    expect(await idempotency.once(REQUEST, act)).toMatchObject({ status: 201 });
    expect(logged).toEqual(['idempotent-answer-not-stored']);
  });

  it('acts once, whatever the order of the steps of many equal requests', async () => {
    await assert(
      asyncProperty(scheduler(), nat({ max: 4 }), constantFrom('ok', 'fail'), async (steps, others, fate) => {
        const { idempotency, act, count } = setUp(
          (tables) =>
            new Proxy(tables, {
              get: (target, name: keyof Tables) =>
                name === 'write'
                  ? steps.scheduleFunction((write: Parameters<Tables['write']>[0]) => target.write(write))
                  : target[name].bind(target),
            }),
        );
        let failures = 0;
        const flaky = async () => {
          if (fate === 'fail' && failures++ === 0) throw new Error('away');
          return act();
        };
        const requests = Array.from({ length: others + 2 }, () => idempotency.once(REQUEST, flaky));
        const settled = Promise.allSettled(requests);
        await steps.waitFor(settled);
        const results = await settled;

        expect(count()).toBeLessThanOrEqual(1);
        for (const result of results) {
          if (result.status === 'fulfilled') expect(result.value.location).toBe('/v1/tasks/1');
          else expect(['request-in-progress', 'Error: away']).toContain(codeOf(result.reason));
        }
      }),
      { numRuns: 200 },
    );
  });
});
