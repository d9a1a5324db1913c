import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamoTables } from '../../../adapters/dynamodb/tables.ts';
import type { Write } from '../../../core/tables.ts';
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

  it('repeats a transaction in conflict eight times, then throws', async () => {
    const eight = fail(8, 'before', conflict);
    expect(await tables.transact([increment], 'conflict-1')).toEqual({ ok: true });
    expect(eight.calls).toBe(9);
    client.middlewareStack.remove(FAULT);
    const nine = fail(9, 'before', conflict);
    await expect(tables.transact([increment], 'conflict-2')).rejects.toThrow('cancelled');
    expect(nine.calls).toBe(9);
  });

  it('repeats a write that was refused for want of capacity', async () => {
    fail(1, 'before', () => Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
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
