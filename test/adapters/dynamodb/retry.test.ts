import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Deadlines } from '../../../adapters/deadlines.ts';
import { DynamoTables } from '../../../adapters/dynamodb/tables.ts';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import { TablesBusy, type Write } from '../../../core/tables.ts';
import { startDynamoTables } from '../../support/dynamo-tables.ts';

const FAULT = 'fault';
const KEY = { pk: 'retry', sk: 'a' };

let started: Awaited<ReturnType<typeof startDynamoTables>>;
let tables: DynamoTables;
let client: DynamoDBClient;

beforeAll(async () => {
  started = await startDynamoTables();
  ({ tables, client } = started);
});
afterAll(() => started?.stop());
afterEach(async () => {
  client.middlewareStack.remove(FAULT);
  await tables.write({ kind: 'delete', table: 'Campaigns', key: KEY });
});

const reset = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

const conflict = (): Error =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: [{ Code: 'TransactionConflict' }],
  });

const throttling = (): Error => Object.assign(new Error('slow down'), { name: 'ThrottlingException' });

/** The tables under a clock that moves on by itself, and with all of each wait. */
function onClock() {
  const clock = new ManualClock(0, { movesOnSleep: true });
  const deadlines = new Deadlines();
  return {
    clock,
    deadlines,
    tables: new DynamoTables({
      client,
      names: started.names,
      clock,
      random: { fraction: () => 0.999_999 },
      deadline: () => deadlines.current,
    }),
  };
}

/** The first `times` calls fail: before they reach the engine, or after it has answered. Answers the calls made. */
function fail(times: number, when: 'before' | 'after', error: () => Error): { calls: number } {
  const made = { calls: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      made.calls += 1;
      const isFaulty = made.calls <= times;
      if (isFaulty && when === 'before') throw error();
      const answer = await next(args);
      if (isFaulty) throw error();
      return answer;
    },
    { step: 'initialize', name: FAULT },
  );
  return made;
}

const increment: Write = { kind: 'update', table: 'Campaigns', key: KEY, add: { n: 1 } };
const mark: Write = {
  kind: 'update',
  table: 'Campaigns',
  key: KEY,
  set: { mark: 1 },
  when: [{ attribute: 'mark', is: 'missing' }],
};
const stored = async () => (await tables.get('Campaigns', KEY)) ?? {};

describe('DynamoTables when calls fail', () => {
  it('repeats a transaction whose answer was lost, without a second effect', async () => {
    const made = fail(2, 'after', reset);
    expect(await tables.transact([{ ...increment, when: mark.when, set: mark.set }], 'lost-1')).toEqual({ ok: true });
    expect(made.calls).toBe(3);
    expect(await stored()).toMatchObject({ n: 1, mark: 1 });
  });

  it('repeats what is in conflict or throttled until the deadline of its caller, in growing waits', async () => {
    const { tables: patient, clock, deadlines } = onClock();
    const made = fail(Number.POSITIVE_INFINITY, 'before', conflict);
    const begunAt = clock.now();
    const work = deadlines.within({ deadline: begunAt + MINUTE }, () => patient.transact([increment], 'conflict-2'));
    await expect(work).rejects.toThrow(TablesBusy);
    expect(clock.now() - begunAt).toBe(MINUTE);
    // 10, 20, 40, ... ms, then 2 s each: not thousands of tries.
    expect(made.calls).toBeGreaterThan(MINUTE / (2 * SECOND));
    expect(made.calls).toBeLessThan(MINUTE / (2 * SECOND) + 12);
    client.middlewareStack.remove(FAULT);
    expect(await stored()).toEqual({});
  });

  it('waits 20 s for a caller without a deadline, and 2 s for one whose deadline is over', async () => {
    const { tables: patient, clock, deadlines } = onClock();
    fail(Number.POSITIVE_INFINITY, 'before', throttling);
    const begunAt = clock.now();
    await expect(patient.write(increment)).rejects.toThrow(TablesBusy);
    expect(clock.now() - begunAt).toBe(20 * SECOND);
    const work = deadlines.within({ deadline: begunAt }, () => patient.get('Campaigns', KEY));
    await expect(work).rejects.toThrow(TablesBusy);
    expect(clock.now() - begunAt).toBe(22 * SECOND);
  });

  it('waits for its own caller, whatever others beside it wait for', async () => {
    const { tables: patient, clock, deadlines } = onClock();
    fail(Number.POSITIVE_INFINITY, 'before', throttling);
    const begunAt = clock.now();
    const ends = [10, 30, 50].map(async (seconds) => {
      const deadline = begunAt + seconds * SECOND;
      await deadlines.within({ deadline }, () => patient.get('Campaigns', KEY).catch(() => null));
      return (clock.now() - deadline) / SECOND;
    });
    // Each wait of one moves the clock of all three.
    for (const late of await Promise.all(ends)) expect(Math.abs(late)).toBeLessThanOrEqual(3 * 2);
  });

  it('says that an answer got lost where tables refused afterwards: it may have been done', async () => {
    const { tables: patient } = onClock();
    let calls = 0;
    fail(Number.POSITIVE_INFINITY, 'before', () => {
      calls += 1;
      return calls === 1 ? reset() : conflict();
    });
    await expect(patient.transact([increment], 'lost-2')).rejects.toThrow('hang up');
    expect(calls).toBeGreaterThan(2);
  });

  it('gives up an answer that gets lost nine times, however much time there is', async () => {
    const { tables: patient, deadlines, clock } = onClock();
    const made = fail(Number.POSITIVE_INFINITY, 'before', reset);
    const work = deadlines.within({ deadline: clock.now() + MINUTE }, () => patient.get('Campaigns', KEY));
    await expect(work).rejects.toThrow('hang up');
    expect(made.calls).toBe(9);
  });

  it('reads on for the keys of a batch that were left, and waits where none was processed', async () => {
    const { tables: patient } = onClock();
    await tables.write(increment);
    let calls = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        calls += 1;
        const answer = await next(args);
        const output = answer.output as { Responses?: object; UnprocessedKeys?: object };
        if (calls === 1) Object.assign(output, { Responses: {}, UnprocessedKeys: { campaigns: { Keys: [1, 2] } } });
        return answer;
      },
      { step: 'initialize', name: FAULT },
    );
    const [first, second] = await patient.getMany('Campaigns', [KEY, { ...KEY, sk: 'b' }]);
    expect([first?.n, second]).toEqual([1, undefined]);
    expect(calls).toBe(2);
  });

  it('repeats a write that was refused for want of capacity', async () => {
    fail(1, 'before', throttling);
    expect(await tables.write(increment)).toMatchObject({ ok: true, item: { n: 1 } });
  });

  it('does not repeat an addition whose answer was lost', async () => {
    const made = fail(1, 'after', reset);
    await expect(tables.write(increment)).rejects.toThrow('hang up');
    expect(made.calls).toBe(1);
    expect(await stored()).toMatchObject({ n: 1 });
  });

  it('repeats a write that got lost on its way', async () => {
    fail(1, 'before', reset);
    expect(await tables.write(mark)).toMatchObject({ ok: true, item: { mark: 1 } });
  });

  it('throws rather than report a refusal that may be its own doing', async () => {
    const made = fail(1, 'after', reset);
    await expect(tables.write(mark)).rejects.toThrow('hang up');
    expect(made.calls).toBe(2);
    expect(await stored()).toMatchObject({ mark: 1 });
  });

  it('repeats reads', async () => {
    await tables.write(increment);
    fail(1, 'after', () => Object.assign(new Error('oops'), { $metadata: { httpStatusCode: 500 } }));
    expect(await tables.get('Campaigns', KEY)).toMatchObject({ n: 1 });
  });

  it('does not repeat what is malformed', async () => {
    await tables.write({ kind: 'put', table: 'Campaigns', item: { ...KEY, n: 'x' } });
    const made = fail(0, 'before', reset);
    await expect(tables.write(increment)).rejects.toThrow();
    expect(made.calls).toBe(1);
  });
});

describe('CapacityMeter', () => {
  it('adds up units and calls', async () => {
    const { meter } = started;
    meter.reset();
    await tables.transact([increment, { ...increment, key: { ...KEY, sk: 'b' } }], 'meter-1');
    await tables.write({ kind: 'put', table: 'Campaigns', item: { ...KEY, body: 'x'.repeat(2_500) } });
    await tables.get('Campaigns', KEY);
    await tables.getMany('Campaigns', [KEY, { ...KEY, sk: 'b' }]);
    await tables.query({ table: 'Campaigns', pk: KEY.pk });
    await tables.query({ table: 'Campaigns', pk: KEY.pk, consistent: false });
    await tables.write({ ...mark, when: [{ item: 'missing' }] });
    await tables.transact([{ ...increment, when: [{ item: 'missing' }] }], 'meter-2');
    expect(meter.calls).toEqual({
      TransactWriteItems: 2,
      PutItem: 1,
      GetItem: 1,
      BatchGetItem: 1,
      Query: 2,
      UpdateItem: 1,
    });
    expect(meter.refusals).toEqual({ UpdateItem: 1, TransactWriteItems: 1 });
    expect({ read: meter.readUnits, write: meter.writeUnits }).toEqual({ read: 1 + 2 + 1 + 0.5, write: 4 + 3 });
  });
});
