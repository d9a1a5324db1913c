import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../../core/audience/add-recipients.ts';
import { uploadKey } from '../../../../core/audience/import/import.ts';
import { isImporting } from '../../../../core/audience/import/import-store.ts';
import { reenqueueImports } from '../../../../core/audience/import/reenqueue-imports.ts';
import { countMembers } from '../../../../core/audience/list-store.ts';
import { deleteList } from '../../../../core/audience/manage-lists.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../../core/clock.ts';
import { countsOf } from '../../../../core/keys.ts';
import { TablesBusy } from '../../../../core/tables.ts';
import { withObjects, withOverrides } from '../audience-ports.ts';
import { ImportWorld } from './import-world.ts';

/** A header and `n` rows: every 10th repeats the one before, every 25th is bad. */
const file = (n: number): string => {
  const rows = Array.from({ length: n }, (_, i) => {
    if (i % 25 === 24) return `nobody${i},Bad`;
    return i % 10 === 9 ? `reader${i - 1}@example.com,Again ${i}` : `reader${i}@example.com,Reader ${i}`;
  });
  return ['email,name', ...rows, ''].join('\n');
};

const columns = (n: number): string => Array.from({ length: n }, (_, i) => `c${i}`).join();

describe('runImport', () => {
  it('adds the rows of a file, and says what became of each', async () => {
    const world = await ImportWorld.make();
    await addRecipients(world, world.listId, [{ email: 'old@example.com', data: { name: 'Old' } }]);

    const result = await world.import(
      [
        '\ufeffName,E-Mail,City',
        'Ann,ANN@example.com,"Paris, France"',
        '"Bob ""B""",bob@example.com,',
        '',
        'Ann again,ann@example.com,Rome',
        'Old,old@example.com,Oslo',
        'Bad,nobody,x',
        'Short,cy@example.com',
        '"Two\nlines",di@example.com,x',
      ].join('\r\n'),
    );

    expect(result).toEqual({ status: 'finished', error: null, rows: 7, added: 4, repeated: 2, invalid: 1 });
    expect(await world.members()).toEqual({
      'ann@example.com': { Name: 'Ann again', City: 'Rome' },
      'bob@example.com': { Name: 'Bob "B"', City: '' },
      'old@example.com': { Name: 'Old', City: 'Oslo' },
      'cy@example.com': { Name: 'Short', City: '' },
      'di@example.com': { Name: 'Two\nlines', City: 'x' },
    });
  });

  it('tells bad rows by the number that a spreadsheet shows, harmless to open', async () => {
    const world = await ImportWorld.make();
    const long = 'x'.repeat(900);
    const importId = await world.upload(
      `email;note\n=cmd|calc;1\n\n-1;+2\nann@example.com;${long}\n@x;"a;b"\n${'y'.repeat(255)}@example.com;\n`,
    );

    await world.invoke(importId);

    expect(await world.badRows(importId)).toBe(
      `${[
        '\ufeffrow;reason;code;email;note',
        `2;is no e-mail address;no-address;"'=cmd|calc";1`,
        "4;is no e-mail address;no-address;'-1;'+2",
        `5;"is in the list without ""note"": a recipient has at most 800 bytes of data";shortened;ann@example.com;${long}`,
        `6;is no e-mail address;no-address;'@x;"a;b"`,
        `7;has an address of more than 254 bytes;address-too-long;${'y'.repeat(255)}@example.com;`,
      ].join('\r\n')}\r\n`,
    );
    const parts = [...world.objects.all().keys()].filter((key) => key.startsWith('import-errors/'));
    expect(parts).toEqual([`import-errors/${world.listId}/${importId}.csv`]);
  });

  it('keeps the data that members have when a file has addresses only', async () => {
    const world = await ImportWorld.make();
    await addRecipients(world, world.listId, [{ email: 'ann@example.com', data: { n: 1 } }]);

    expect(await world.import('mail\nann@example.com\nbob@example.com\n')).toMatchObject({ added: 1, repeated: 1 });
    expect(await world.members()).toEqual({ 'ann@example.com': { n: 1 }, 'bob@example.com': null });
  });

  it('wakes the runs that wait for the list, and is no more at work', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(5));
    expect(await isImporting(world, world.listId, world.clock.now())).toBe(true);

    await world.invoke(importId);

    expect(world.woken).toEqual([world.listId]);
    expect(await isImporting(world, world.listId, world.clock.now())).toBe(false);
  });

  it('does nothing before the file is there, and nothing once it is done', async () => {
    const world = await ImportWorld.make();
    const importId = await world.prepare();
    await world.invoke(importId);
    expect((await world.show(importId)).status).toBe('waiting');
    expect(await isImporting(world, world.listId, world.clock.now())).toBe(false);

    await world.objects.put(uploadKey(world.listId, importId), Buffer.from(file(30)));
    await world.invoke(importId);
    const done = await world.show(importId);
    await world.objects.put(uploadKey(world.listId, importId), Buffer.from(file(60)));
    await world.invoke(importId);

    expect(await world.show(importId)).toEqual(done);
  });

  it('passes over a million empty lines in one step, and still counts them', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(`email\n${'\n'.repeat(1_000_000)}ann@example.com\nnobody\n`);

    await world.invoke(importId);

    expect(await world.show(importId)).toMatchObject({ status: 'finished', rows: 2, added: 1, invalid: 1, chunks: 1 });
    expect(await world.badRows(importId)).toContain('1000003,is no e-mail address,no-address,nobody');
  });

  it('looks at the fields that rows have, not at each column of a long header', async () => {
    const world = await ImportWorld.make();
    const columns = Array.from({ length: 900 }, (_, i) => `c${i}`).join();
    const importId = await world.upload(`email,${columns}\n${'x\n'.repeat(2_000)}ann@example.com,1\n`);
    let reads = 0;
    const counted = (record: string[]) =>
      new Proxy(record, {
        get: (fields, name) => {
          reads += 1;
          return Reflect.get(fields, name);
        },
      });
    const { csv } = world.ports;

    await world.invoke(importId, {
      csv: {
        detectEncoding: (...call) => csv.detectEncoding(...call),
        async *read(...call) {
          for await (const { records, at } of csv.read(...call)) yield { records: records.map(counted), at };
        },
      },
    });

    expect(await world.show(importId)).toMatchObject({ status: 'finished', added: 1, invalid: 2_000 });
    expect(reads).toBeLessThan(300_000);
  });

  it('goes on where it was when its time is over, by a message to itself', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(25_000));
    let chunks = 0;
    const tables = withOverrides(world.tables, {
      write: async (write) => {
        const result = await world.tables.write(write);
        if (write.kind === 'update' && write.set?.chunks) {
          chunks += 1;
          world.clock.advance(3 * MINUTE);
        }
        return result;
      },
    });

    await world.invoke(importId, { tables });
    expect(await world.show(importId)).toMatchObject({ status: 'running', rows: 20_000 });
    expect(world.importQueue.take()).toEqual({ v: 1, listId: world.listId, importId });

    await world.invoke(importId, { tables });
    expect(await world.show(importId)).toMatchObject({
      status: 'finished',
      rows: 25_000,
      added: 22_000,
      repeated: 2_000,
      invalid: 1_000,
    });
    expect(chunks).toBe(3);
  });

  it('reads on from where it was, not from the beginning of the file', async () => {
    const world = await ImportWorld.make();
    const content = file(40_000);
    const importId = await world.upload(content);
    const tables = withOverrides(world.tables, {
      write: async (write) => {
        if (write.kind === 'update' && write.set?.chunks) world.clock.advance(5 * MINUTE);
        return await world.tables.write(write);
      },
    });
    const begins: number[] = [];
    const objects = withObjects(world.objects, {
      stream: (key, from = 0) => {
        if (key === uploadKey(world.listId, importId)) begins.push(from);
        return world.objects.stream(key, from);
      },
    });

    for (let hop = 0; hop < 4; hop += 1) await world.invoke(importId, { tables, objects });

    const whole = await (await ImportWorld.make()).import(content);
    expect(await world.show(importId)).toMatchObject(whole);
    // Its encoding, its beginning by each delimiter, the first chunk; then, each time, the header and what is left.
    const left = begins.filter((from) => from > 0);
    expect(begins).toHaveLength(6 + 2 * left.length);
    expect(left).toHaveLength(3);
    for (const [hop, from] of left.entries()) {
      const rowsBefore = content.slice(0, from).split('\n').length - 2;
      expect(10_000 * (hop + 1) - rowsBefore).toBeLessThan(5_000);
      expect(rowsBefore).toBeLessThanOrEqual(10_000 * (hop + 1));
    }
  });

  it('leaves an import alone that another invocation has in its hands', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(10));
    let other: Promise<void> | undefined;
    const objects = withObjects(world.objects, {
      stream: (key) => {
        other ??= world.invoke(importId);
        return world.objects.stream(key);
      },
    });

    await world.invoke(importId, { objects });
    await other;

    expect(await world.show(importId)).toMatchObject({ status: 'finished', chunks: 1, rows: 10 });
  });

  it.each([
    ['empty', ''],
    ['no-email-column', 'name,city\nAnn,Paris\n'],
    ['too-many-columns', `email,${columns(51)}\nann@example.com,${columns(51)}\n`],
    ['not-csv', `email\nann@example.com\n"${'x'.repeat(70_000)}`],
    ['not-csv', ','.repeat(1_000_000)],
  ])('fails as %s, and says why', async (error, content) => {
    const world = await ImportWorld.make();
    const importId = await world.upload(content);

    await world.invoke(importId);

    expect(await world.show(importId)).toMatchObject({ status: 'failed', error, reason: expect.any(String) });
    expect(world.woken).toEqual([world.listId]);
  });

  it('fails when the file is uploaded again in the middle, and keeps what it told of bad rows', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(15_000));
    const tables = withOverrides(world.tables, {
      write: async (write) => {
        if (write.kind === 'update' && write.set?.chunks) world.clock.advance(5 * MINUTE);
        return await world.tables.write(write);
      },
    });
    await world.invoke(importId, { tables });
    await world.objects.put(uploadKey(world.listId, importId), Buffer.from(file(7)));
    await world.invoke(importId);

    expect(await world.show(importId)).toMatchObject({ status: 'failed', error: 'file-changed', rows: 10_000 });
    expect((await world.badRows(importId))?.split('\r\n')).toHaveLength(402);
  });

  it('counts the same where another version, with other chunks, continues', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(1_000));
    const dies = withOverrides(world.tables, {
      write: async (write) => {
        // The second chunk is stored, and not recorded.
        if (write.kind === 'update' && write.set?.chunks === 2) throw new Error('the process was killed');
        return await world.tables.write(write);
      },
    });
    const chunkLimits = { rows: 200, characters: 1_000_000 };
    await expect(world.invoke(importId, { tables: dies, chunkLimits })).rejects.toThrow('killed');
    expect(await world.show(importId)).toMatchObject({ status: 'running', rows: 200 });
    await world.invoke(importId, { chunkLimits: { rows: 333, characters: 1_000_000 } });

    const other = await ImportWorld.make();
    const whole = await other.upload(file(1_000));
    await other.invoke(whole);
    const { status, rows, added, repeated, invalid } = await other.show(whole);
    expect(await world.show(importId)).toMatchObject({ status, rows, added, repeated, invalid });
    expect(await world.badRows(importId)).toBe(await other.badRows(whole));
  });

  it('hands over to another invocation at once where the tables are too busy, and the rows count once', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(15_000));
    let left = 150;
    const tables = withOverrides(world.tables, {
      transact: async (writes, token) => {
        left -= 1;
        if (left < 0) throw new TablesBusy('the tables refused for 295000 ms');
        return await world.tables.transact(writes, token);
      },
    });
    await world.invoke(importId, { tables });
    expect(await world.show(importId)).toMatchObject({ status: 'running', rows: 10_000, owner: null });
    world.clock.advance(10 * SECOND);
    expect(world.importQueue.take()).toEqual({ v: 1, listId: world.listId, importId });
    await world.invoke(importId);
    const whole = await (await ImportWorld.make()).import(file(15_000));
    expect(await world.show(importId)).toMatchObject(whole);
  });

  it('fails after a day in which the tables took nothing, however often it was tried', async () => {
    const world = await ImportWorld.make();
    const importId = await world.upload(file(150));
    const tables = withOverrides(world.tables, {
      transact: () => Promise.reject(new TablesBusy('the tables refused for 295000 ms')),
    });
    for (let hour = 0; hour < 24; hour += 1) {
      await world.invoke(importId, { tables });
      expect(await world.show(importId)).toMatchObject({ status: 'running', rows: 0, owner: null });
      world.clock.advance(HOUR);
      expect(world.importQueue.take()).toEqual({ v: 1, listId: world.listId, importId });
    }

    await world.invoke(importId, { tables });
    expect(await world.show(importId)).toMatchObject({ status: 'failed', error: 'stuck' });
    world.clock.advance(HOUR);
    expect(world.importQueue.take()).toBeUndefined();
  });

  it('fails when the list is full or gone', async () => {
    const world = await ImportWorld.make();
    const key = { pk: countsOf(world.listId), sk: 'COUNT#0' };
    await world.tables.write({ kind: 'update', table: 'Audience', key, add: { count: 4_999_995 } });
    expect(await world.import(file(8))).toMatchObject({ status: 'failed', error: 'list-full', added: 0 });

    const importId = await world.upload(file(8));
    await deleteList({ ...world, tasksUsing: async () => [] }, world.listId);
    await world.invoke(importId);
    expect(await world.show(importId)).toMatchObject({ status: 'failed', error: 'list-missing' });
  });

  it('counts exactly whatever call of it is the last before a crash', async () => {
    const expected = { status: 'finished', rows: 120, added: 106, repeated: 10, invalid: 4 };
    let crashes = 0;
    for (let crashAt = 0; ; crashAt += 1) {
      const world = await ImportWorld.make();
      const importId = await world.upload(file(120));
      let calls = 0;
      /** The process dies before or after the call; its lease is not given back. */
      const call = async <T>(effect: () => Promise<T>): Promise<T> => {
        calls += 1;
        if (calls - 1 < crashAt) return await effect();
        if (calls - 1 === crashAt && crashAt % 2 === 1) await effect();
        throw new Error('crashed');
      };
      const tables = withOverrides(world.tables, {
        write: (write) => call(() => world.tables.write(write)),
        transact: (...args) => call(() => world.tables.transact(...args)),
        getMany: (...args) => call(() => world.tables.getMany(...args)),
      });
      const objects = withObjects(world.objects, { put: (...args) => call(() => world.objects.put(...args)) });

      const isDone = await world.invoke(importId, { tables, objects }).then(
        () => true,
        () => false,
      );
      world.clock.advance(6 * MINUTE);
      await world.invoke(importId);

      expect(await world.show(importId)).toMatchObject(expected);
      expect(await countMembers(world.tables, world.listId)).toBe(106);
      expect((await world.badRows(importId))?.split('\r\n')).toHaveLength(6);
      if (isDone) break;
      crashes += 1;
    }
    expect(crashes).toBeGreaterThan(30);
  });
});

describe('reenqueueImports', () => {
  it('sends a message to an import whose own was lost, and to no other', async () => {
    const world = await ImportWorld.make();
    const unused = await world.prepare();
    const lost = await world.upload(file(5));
    const done = await world.upload(file(5));
    await world.invoke(done);
    expect(await reenqueueImports(world, world.clock.now())).toMatchObject({ reenqueued: 0 });

    world.clock.advance(2 * MINUTE);
    expect(await reenqueueImports(world, world.clock.now())).toMatchObject({ reenqueued: 1 });

    const message = world.importQueue.take();
    expect(message?.importId).toBe(lost);
    expect((await world.show(unused)).status).toBe('waiting');
  });

  it('gives up what nobody uploads for a day', async () => {
    const world = await ImportWorld.make();
    const unused = await world.prepare();
    world.clock.advance(DAY);

    expect(await world.show(unused)).toMatchObject({ status: 'failed', error: 'not-uploaded' });
    expect(await reenqueueImports(world, world.clock.now())).toEqual({ reenqueued: 0, nextAt: null });
  });
});
