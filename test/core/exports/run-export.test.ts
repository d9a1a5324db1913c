import { describe, expect, it } from '@jest/globals';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { deleteList } from '../../../core/audience/manage-lists.ts';
import { suppress, unsuppress } from '../../../core/audience/suppressions.ts';
import { DAY, MINUTE, SECOND } from '../../../core/clock.ts';
import { exportKey } from '../../../core/exports/export.ts';
import { openExports } from '../../../core/exports/export-store.ts';
import { MAX_DATA_COLUMNS } from '../../../core/exports/list-rows.ts';
import { reenqueueExports } from '../../../core/exports/reenqueue-exports.ts';
import { runExport } from '../../../core/exports/run-export.ts';
import { TablesBusy } from '../../../core/tables.ts';
import { exportPortsIn } from '../../../lambdas/compose/exporter.ts';
import { ExportWorld, linesOf } from './export-world.ts';

const READERS = [
  { email: 'ann@x.test', data: { name: 'Ann', points: 12, tags: ['a', 'b'] } },
  { email: 'bob@x.test', data: { name: 'Bob "the\nsecond"', vip: true } },
  { email: 'cyd@x.test' },
];

const records = async (file: string): Promise<string[][]> => {
  const reader = new StreamingCsvReader();
  const found: string[][] = [];
  async function* bytes() {
    yield Buffer.from(file);
  }
  for await (const batch of reader.read(bytes(), { encoding: 'utf-8', delimiter: ',' })) found.push(...batch.records);
  return found.filter((record) => record.some((field) => field !== ''));
};

/** Members with so much data that a few thousand of them are more than a part. */
const heavy = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ email: `reader${i}@x.test`, data: { note: `${i} `.padEnd(780, 'x') } }));

describe('an export of a list', () => {
  it('has every member with all data, readable by spreadsheets', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    expect(await world.show(exportId)).toMatchObject({ status: 'waiting', rows: 0 });
    const file = await world.file(exportId);
    expect(file.startsWith('\ufeffemail,')).toBe(true);
    const [header = [], ...rows] = await records(file);
    expect([...header].sort()).toEqual(['email', 'name', 'points', 'tags', 'vip']);
    const byName = rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
    expect(byName).toHaveLength(3);
    expect(byName).toContainEqual({ email: 'ann@x.test', name: 'Ann', points: '12', tags: '["a","b"]', vip: '' });
    expect(byName).toContainEqual({
      email: 'bob@x.test',
      name: 'Bob "the\nsecond"',
      points: '',
      tags: '',
      vip: 'true',
    });
    expect(await world.show(exportId)).toMatchObject({
      status: 'finished',
      rows: 3,
      checkpoint: { bytes: Buffer.byteLength(file) },
    });
    for await (const open of openExports(world.outside.tables)) expect(open).toEqual([]);
  });

  it('of nobody has a header', async () => {
    const world = await ExportWorld.of([]);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    expect(await world.file(exportId)).toBe('\ufeffemail\r\n');
  });

  it('keeps the values for which there is no column', async () => {
    const names = Array.from({ length: MAX_DATA_COLUMNS + 3 }, (_, i) => `n${i}`);
    const world = await ExportWorld.of(
      names.map((name, i) => ({ email: `r${i}@x.test`, data: { [name]: `value of ${name}` } })),
    );
    const file = await world.file(await world.begin({ of: 'list', listId: world.listId }));
    for (const name of names) expect(file).toContain(`value of ${name}`);
    const [header = []] = await records(file);
    expect(header).toHaveLength(MAX_DATA_COLUMNS + 2);
    expect(header.at(-1)).toBe('other');
  });

  it('takes no column from what every object inherits', async () => {
    const world = await ExportWorld.of([
      { email: 'a@x.test', data: { constructor: 'one', toString: 'two' } },
      { email: 'b@x.test', data: { name: 'B' } },
    ]);
    const file = await world.file(await world.begin({ of: 'list', listId: world.listId }));
    expect(file).not.toContain('function');
    expect(file).toContain('one');
  });

  it('fails when the list is deleted meanwhile, and says so', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    await deleteList({ ...world.outside, tasksUsing: async () => [] }, world.listId);
    expect(await world.file(exportId)).toBe('no file');
    const failed = await world.show(exportId);
    expect(failed).toMatchObject({ status: 'failed', error: 'list-missing', owner: null });
    expect(failed.reason).toContain('was deleted');
  });
});

describe('an export that is interrupted', () => {
  it('goes on where its time was up, and has every row once', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    // Time for one page at a time.
    const file = await world.file(exportId, { minutes: 0.5 });
    const whole = await world.file(await world.begin({ of: 'list', listId: world.listId }));
    expect(file).toBe(whole);
    const { claims, status, rows } = await world.show(exportId);
    expect({ status, rows }).toEqual({ status: 'finished', rows: 3 });
    expect(claims).toBeGreaterThan(3);
  });

  it('is one file of several parts', async () => {
    const world = await ExportWorld.of(heavy(15_000));
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    const lines = linesOf(await world.file(exportId, { partBytes: 1 }));
    expect(lines).toHaveLength(15_001);
    expect(new Set(lines).size).toBe(15_001);
    const { checkpoint } = await world.show(exportId);
    expect(checkpoint.parts.length).toBeGreaterThanOrEqual(2);
    expect(checkpoint.bytes).toBe((await world.outside.objects.head(exportKey(exportId)))?.size);
  });

  it.each(['putPart', 'make'] as const)('survives a crash after %s', async (step) => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    const { parts } = world.outside;
    const crashing = new Proxy(parts, {
      get:
        (target, name: keyof typeof parts) =>
        async (...call: never[]) => {
          const answer = await (target[name] as (...args: never[]) => Promise<unknown>).apply(target, call);
          if (name === step) throw new Error('the machine is gone');
          return answer;
        },
    });
    await expect(world.invoke({ parts: crashing })).rejects.toThrow('the machine is gone');
    expect((await world.show(exportId)).status).toBe('running');
    await world.outside.exportQueue.send({ v: 1, exportId });
    expect(linesOf(await world.file(exportId))).toHaveLength(4);
    expect((await world.show(exportId)).status).toBe('finished');
  });

  it('changes nothing once it has lost its export to another invocation', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    const { parts, clock, exportQueue } = world.outside;
    const slow = {
      begin: parts.begin.bind(parts),
      make: parts.make.bind(parts),
      // While it stores its part its time passes, and another one does the whole work.
      putPart: async (...[key, uploadId, number]: Parameters<typeof parts.putPart>) => {
        clock.advance(6 * MINUTE);
        await exportQueue.send({ v: 1, exportId });
        await world.invoke();
        return parts.putPart(key, uploadId, number, Buffer.from('of the one that was too slow')).catch(() => ({
          number,
          tag: 'lost',
        }));
      },
    };
    await world.invoke({ parts: slow });
    const { status, checkpoint } = await world.show(exportId);
    expect(status).toBe('finished');
    expect(checkpoint.parts.map(({ number }) => number)).toEqual([101]);
    expect(linesOf(await world.file(exportId))).toHaveLength(4);
  });

  it('is done once, however many messages there are', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    await world.file(exportId);
    const before = await world.show(exportId);
    for (let i = 0; i < 3; i += 1) await world.outside.exportQueue.send({ v: 1, exportId });
    await world.file(exportId);
    expect(await world.show(exportId)).toEqual(before);
  });

  it('waits for tables that refuse', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    await world.invoke({
      rowsOf: () =>
        async function* () {
          yield { lines: [['email']], rows: 0, place: {} };
          throw new TablesBusy('no capacity');
        },
    });
    expect(await world.show(exportId)).toMatchObject({ status: 'running', owner: null });
    expect(await world.invoke()).toBe(false);
    world.outside.clock.advance(10 * SECOND);
    expect(linesOf(await world.file(exportId))).toHaveLength(4);
  });

  it('that has lost its message gets another from the safety net', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    const { clock, exportQueue } = world.outside;
    exportQueue.take();
    expect(await reenqueueExports(world.outside, clock.now())).toEqual({ nextAt: clock.now() + 5 * MINUTE });
    expect(exportQueue.waiting()).toEqual([]);
    clock.advance(5 * MINUTE);
    await reenqueueExports(world.outside, clock.now());
    expect(linesOf(await world.file(exportId))).toHaveLength(4);
    expect(await reenqueueExports(world.outside, clock.now())).toEqual({ nextAt: null });
  });

  it('that does not move for a day has failed', async () => {
    const world = await ExportWorld.of(READERS);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    world.outside.clock.advance(DAY);
    expect(await world.show(exportId)).toMatchObject({ status: 'failed', error: 'stuck' });
    expect(await world.file(exportId)).toBe('no file');
    for await (const open of openExports(world.outside.tables)) expect(open).toEqual([]);
  });

  it('shows more and more rows, and never fewer', async () => {
    const world = await ExportWorld.of([]);
    const exportId = await world.begin({ of: 'list', listId: world.listId });
    const { clock, tables } = world.outside;
    const seen: number[] = [];
    const message = world.outside.exportQueue.take();
    const invocation = { owner: 'me', deadline: clock.now() + 5 * MINUTE };
    await runExport(message ?? { v: 1, exportId }, invocation, {
      ...exportPortsIn(world.outside),
      rowsOf: () =>
        async function* () {
          for (let at = 0; at < 5; at += 1) {
            seen.push((await world.show(exportId)).rows);
            clock.advance(3 * SECOND);
            yield { lines: [['row']], rows: 1, place: { at } };
          }
        },
    });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(tables).toBeDefined();
  });
});

describe('an export of suppressions', () => {
  const setUp = async () => {
    const world = new ExportWorld();
    for (let i = 0; i < 2_500; i += 1) {
      const reason = i % 2 === 0 ? ('unsubscribe' as const) : ('bounce' as const);
      const domain = i % 2 === 0 ? (i % 4 === 0 ? 'a.test' : 'b.test') : null;
      await suppress(world.outside, { email: `r${i}@x.test`, reason, domain });
      world.outside.clock.advance(1);
    }
    return world;
  };

  it('has all of them, newest first, whatever their number', async () => {
    const world = await setUp();
    const lines = linesOf(await world.file(await world.begin({ of: 'suppressions' }), { minutes: 0.5 }));
    expect(lines[0]).toBe('email,reason,domain,createdAt,expiresAt');
    expect(lines[1]).toMatch(/^r2499@x.test,bounce,,2/);
    expect(lines).toHaveLength(2_501);
    expect(new Set(lines).size).toBe(2_501);
  });

  it('has those that its filter takes', async () => {
    const world = await setUp();
    const of = 'suppressions' as const;
    const few = linesOf(await world.file(await world.begin({ of, reason: 'unsubscribe', domain: 'a.test' })));
    expect(few).toHaveLength(626);
    await unsuppress(world.outside, 'r0@x.test', { domain: 'a.test' });
    const fewer = linesOf(await world.file(await world.begin({ of, reason: 'unsubscribe', domain: 'a.test' })));
    expect(fewer).toHaveLength(625);
  });
});
