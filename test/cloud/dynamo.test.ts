import { describe, expect, it } from '@jest/globals';
import { DynamoTables } from '../../adapters/dynamodb/tables.ts';
import { SECOND } from '../../core/clock.ts';
import { type TableName, TablesBusy } from '../../core/tables.ts';
import { describeTables } from '../contract/tables.ts';
import { seededIds } from '../simulation/container.ts';
import { Dice } from '../simulation/dice.ts';
import { Process } from './caller.ts';
import { Dynamo, type DynamoSettings } from './dynamo/dynamo.ts';
import { Timeline } from './timeline.ts';

const NAMES: Record<TableName, string> = {
  Campaigns: 'Campaigns',
  Audience: 'Audience',
  WarmUp: 'WarmUp',
  Content: 'Content',
  Mail: 'Mail',
};

/** Tables whose time goes on by itself whenever somebody waits for them. */
function running(settings: Partial<DynamoSettings> = {}, isFree = false) {
  const timeline = new Timeline(Date.parse('2027-01-05T09:00:00Z'));
  const dynamo = new Dynamo(timeline, new Dice('test'), settings);
  const process = new Process('test', timeline, 1_000, isFree);
  const tables = new DynamoTables({
    client: dynamo.clientOf(process),
    names: NAMES,
    clock: timeline,
    random: seededIds(new Dice('waits')),
  });
  const until = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    settled.catch(() => {});
    await timeline.run(Number.MAX_SAFE_INTEGER, () => !isDone);
    return await settled;
  };
  return { timeline, dynamo, tables, until };
}

describeTables('DynamoTables on the cloud', async () => {
  const { tables, until } = running({ indexLag: { medianMs: 0.1, sigma: 0 } }, true);
  return {
    get: (...given) => until(tables.get(...given)),
    getMany: (...given) => until(tables.getMany(...given)),
    query: (...given) => until(tables.query(...given)),
    write: (...given) => until(tables.write(...given)),
    transact: (...given) => until(tables.transact(...given)),
  };
});

const counter = { pk: 'P', sk: 'counter' };
const put = (sk: string) => ({ kind: 'put' as const, table: 'Audience' as const, item: { pk: 'P', sk } });

describe('partitions', () => {
  it('lend what they did not use for as many seconds as they are set to, then refuse', async () => {
    const { dynamo, tables, timeline, until } = running({ burstSeconds: 5 });
    const writes = Array.from({ length: 6_000 }, (_, i) => tables.write(put(String(i))).catch(() => null));
    const began = timeline.now();
    await until(Promise.all(writes));
    expect(timeline.now() - began).toBeLessThan(10 * SECOND);
    expect(dynamo.usageOf('test').throttled).toBeGreaterThan(0);
    expect(dynamo.usageOf('test').writeUnits).toBeGreaterThanOrEqual(5_000);
  });

  it('are waited for until the deadline: then the tables are busy, and nothing is done', async () => {
    const { dynamo, tables, timeline, until } = running({ burstSeconds: 1 });
    const began = timeline.now();
    // 60,000 units of one partition, which has 1,000 a second.
    const writes = Array.from({ length: 300 }, (_, t) =>
      tables
        .transact(
          Array.from({ length: 100 }, (_, i) => put(`${t}-${i}`)),
          `token-${t}`,
        )
        .then(
          ({ ok }) => ok,
          (error: unknown) => {
            expect(error).toBeInstanceOf(TablesBusy);
            return false;
          },
        ),
    );
    const done = await until(Promise.all(writes));
    expect(timeline.now() - began).toBeLessThan(25 * SECOND);
    const stored = dynamo.stored('Audience').count('P');
    expect(stored).toBe(100 * done.filter(Boolean).length);
    // What the partition gives in 20 s, but for what is refused shortly before it is there.
    expect(stored).toBeGreaterThan(0.8 * 20 * 500);
    expect(stored).toBeLessThan(30_000);
  });

  it('refuse a transaction whole when one of its partitions is used up', async () => {
    const { dynamo, tables, until } = running({ burstSeconds: 1 });
    await until(Promise.all(Array.from({ length: 1_000 }, (_, i) => tables.write(put(String(i))))));
    const before = dynamo.usageOf('test').throttled;
    await until(
      tables
        .transact(
          Array.from({ length: 100 }, (_, i) => put(`t${i}`)),
          'token',
        )
        .catch(() => null),
    );
    expect(dynamo.usageOf('test').throttled).toBeGreaterThan(before);
  });
});

describe('transactions', () => {
  it('are refused, not queued, when they meet on an item', async () => {
    const { dynamo, tables, until } = running({ burstSeconds: 30 });
    const add = (token: string) =>
      tables.transact([{ kind: 'update', table: 'Audience', key: counter, add: { n: 1 } }], token);
    const results = await until(Promise.all(['a', 'b'].map(add)));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(dynamo.usageOf('test').conflicts).toBeGreaterThan(0);
    expect((await until(tables.get('Audience', counter)))?.n).toBe(2);
  });

  it('cost twice what their writes cost alone', async () => {
    const { dynamo, tables, until } = running();
    await until(tables.write(put('alone')));
    expect(dynamo.usageOf('test').writeUnits).toBe(1);
    await until(tables.transact([put('together')], 'token'));
    expect(dynamo.usageOf('test').writeUnits).toBe(3);
  });
});

describe('indexes', () => {
  it('show a write after a while', async () => {
    const { tables, timeline, until } = running({ indexLag: { medianMs: 500, sigma: 0 } });
    const item = { pk: 'RUN', sk: '1', workPk: 'RUNS', workSk: '1' };
    await until(tables.write({ kind: 'put', table: 'Campaigns', item }));
    const read = () => until(tables.query({ table: 'Campaigns', index: 'work', pk: 'RUNS' }));
    expect((await read()).items).toEqual([]);
    await until(timeline.sleep(SECOND));
    expect((await read()).items).toHaveLength(1);
  });
});

describe('pages', () => {
  it('end at 1 MB', async () => {
    const { tables, until } = running({ burstSeconds: 30 });
    const item = { pk: 'P', body: 'x'.repeat(300_000) };
    for (const sk of ['1', '2', '3', '4', '5']) {
      await until(tables.write({ kind: 'put', table: 'Content', item: { ...item, sk } }));
    }
    const page = await until(tables.query({ table: 'Content', pk: 'P' }));
    expect(page.items).toHaveLength(4);
    expect(page.next).toEqual({ pk: 'P', sk: '4' });
  });
});
