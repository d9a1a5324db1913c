import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SqliteTables } from '../../../adapters/sqlite/tables.ts';
import { MINUTE } from '../../../core/clock.ts';
import type { Item, Write } from '../../../core/tables.ts';
import { describeTables } from '../../contract/tables.ts';

const NOON = Date.parse('2027-01-05T12:00:00Z');
const KEY = { pk: 'p', sk: 's' };
const count: Write = { kind: 'update', table: 'Campaigns', key: KEY, add: { n: 1 } };

const place = mkdtempSync(join(tmpdir(), 'mailramp-sqlite-'));
const opened: SqliteTables[] = [];
const open = async (path: string | null, clock = new ManualClock(NOON)): Promise<SqliteTables> => {
  const tables = await SqliteTables.open({ path, clock });
  opened.push(tables);
  return tables;
};
afterAll(async () => {
  for (const tables of opened) await tables.close().catch(() => undefined);
  rmSync(place, { recursive: true });
});

describeTables('SqliteTables in a file', () => open(join(place, 'contract.sqlite')));
describeTables('SqliteTables in memory', () => open(null));

describe('SqliteTables beside the contract', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(place, 'test-'));
    path = join(directory, 'tables.sqlite');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('has everything again after a close', async () => {
    const item: Item = { ...KEY, workPk: 'w', workSk: 'a', bytes: new Uint8Array([0, 255]), list: ['b', { s: 'ü😀' }] };
    const before = await open(path);
    await before.write({ kind: 'put', table: 'Campaigns', item });
    await before.close();
    const tables = await open(path);
    expect(await tables.get('Campaigns', KEY)).toEqual(item);
    expect((await tables.query({ table: 'Campaigns', index: 'work', pk: 'w' })).items).toHaveLength(1);
    await tables.close();
  });

  it('lets nobody but its owner read the file and its log', async () => {
    const tables = await open(path);
    await tables.write(count);
    expect([path, `${path}-wal`].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    await tables.close();
  });

  it('leaves room for others in a long read', async () => {
    const tables = await open(null);
    for (let at = 0; at < 300; at += 1) {
      await tables.write({ kind: 'put', table: 'Audience', item: { pk: 'p', sk: String(at) } });
    }
    let hadTheirTurn = false;
    setImmediate(() => {
      hadTheirTurn = true;
    });
    expect((await tables.query({ table: 'Audience', pk: 'p' })).items).toHaveLength(300);
    expect(hadTheirTurn).toBe(true);
  });

  it('has in its files all that it answered, before it is closed', async () => {
    const tables = await open(path);
    await tables.transact([count], 't');
    for (const end of ['', '-wal']) copyFileSync(path + end, `${path}.copy${end}`);
    const copy = await open(`${path}.copy`);
    expect(await copy.get('Campaigns', KEY)).toEqual({ ...KEY, n: 1 });
    await copy.close();
    await tables.close();
  });

  it('keeps a token for ten minutes, also over a restart', async () => {
    const clock = new ManualClock(NOON);
    const before = await open(path, clock);
    await before.transact([count], 't');
    await before.close();
    clock.advance(10 * MINUTE - 1);
    const tables = await open(path, clock);
    await tables.transact([count], 't');
    expect(await tables.get('Campaigns', KEY)).toMatchObject({ n: 1 });
    await expect(tables.transact([{ ...count, add: { n: 2 } }], 't')).rejects.toThrow('another transaction');
    clock.advance(1);
    await tables.transact([count], 't');
    expect(await tables.get('Campaigns', KEY)).toMatchObject({ n: 2 });
    await tables.close();
  });

  it('forgets tokens that are over, a thousand at a time', async () => {
    const clock = new ManualClock(NOON);
    const tables = await open(path, clock);
    const work = async (from: number) => {
      const tokens = Array.from({ length: 500 }, (_, n) => `t-${from + n}`);
      await Promise.all(tokens.map((token) => tables.transact([count], token)));
    };
    for (let from = 0; from < 3_000; from += 500) await work(from);
    clock.advance(10 * MINUTE);
    for (let from = 3_000; from < 4_500; from += 500) await work(from);
    await tables.close();
    const database = new DatabaseSync(path);
    expect(database.prepare('SELECT count(*) AS n FROM requests').get()).toEqual({ n: 1_500 });
    database.close();
  });

  it('lets nobody else open its file', async () => {
    const tables = await open(path);
    await expect(open(path)).rejects.toThrow(`another process uses ${path}`);
    await tables.close();
  });

  it('refuses a file of another version', async () => {
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(open(path)).rejects.toThrow('another version of mailramp');
  });

  it('undoes a transaction that fails in the middle', async () => {
    const tables = await open(path);
    await tables.close();
    const database = new DatabaseSync(path);
    database.exec("CREATE TRIGGER full BEFORE INSERT ON Mail BEGIN SELECT raise(ABORT, 'no space'); END");
    database.close();
    const again = await open(path);
    const item = { pk: 'p', sk: 's' };
    await expect(again.transact([count, { kind: 'put', table: 'Mail', item }], 't')).rejects.toThrow('no space');
    expect(await again.get('Campaigns', KEY)).toBeUndefined();
    expect(await again.transact([count], 't')).toEqual({ ok: true });
    await again.close();
  });

  it('answers nobody whose writes were undone with those of another', async () => {
    const before = await open(path);
    await before.close();
    const database = new DatabaseSync(path);
    database.exec("CREATE TRIGGER full BEFORE INSERT ON Mail BEGIN SELECT raise(ABORT, 'no space'); END");
    database.close();
    const tables = await open(path);
    const mail: Item = { pk: 'p', sk: 's' };
    const together = [
      tables.transact([count], 'a'),
      tables.write(count),
      tables.write({ kind: 'put', table: 'Mail', item: mail }),
    ];
    expect((await Promise.allSettled(together)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    expect(await tables.get('Campaigns', KEY)).toBeUndefined();
    expect(await tables.transact([count], 'a')).toEqual({ ok: true });
    expect(await tables.get('Campaigns', KEY)).toMatchObject({ n: 1 });
    await tables.close();
  });

  it('leaves room for others between many transactions, and keeps each token to one', async () => {
    const tables = await open(path);
    const puts = (n: number): Write[] =>
      Array.from({ length: 100 }, (_, i) => ({
        kind: 'put',
        table: 'Audience',
        item: { pk: `p ${n}`, sk: String(i) },
        when: [{ item: 'missing' }],
      }));
    let turns = 0;
    const count = () => {
      turns += 1;
      if (turns < 3) setImmediate(count);
    };
    setImmediate(count);
    const calls = Array.from({ length: 40 }, (_, n) => tables.transact(puts(n % 20), `t ${n % 20}`));
    expect(await Promise.all(calls)).toEqual(Array(40).fill({ ok: true }));
    expect(turns).toBe(3);
    await tables.close();
  });

  it('takes names, keys and texts as they are, whatever they look like', async () => {
    const tables = await open(path);
    const plain: Item = { pk: 'p\'\0"; --', sk: '%_\0', map: { '': 'b', constructor: null }, text: '!"\0s' };
    const withBytes: Item = { ...plain, sk: '%_\0\0', bytes: new Uint8Array([1]) };
    for (const item of [plain, withBytes]) await tables.write({ kind: 'put', table: 'Audience', item });
    const { items } = await tables.query({ table: 'Audience', pk: plain.pk, prefix: '%_\0' });
    expect(items).toEqual([plain, withBytes]);
    await tables.close();
  });
});
