import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../../core/audience/add-recipients.ts';
import { type GivenForm, uploadKey } from '../../../../core/audience/import/import.ts';
import { ImportWorld } from './import-world.ts';

/** Imports a file, and answers the import, its bad rows and the members' data by their addresses. */
async function imported(content: string, given: Partial<GivenForm> = {}, limits = { rows: 10_000, characters: 1e6 }) {
  const world = await ImportWorld.make();
  const importId = await world.upload(content, given);
  await world.invoke(importId, { chunkLimits: limits });
  return { ...(await world.show(importId)), members: await world.members(), badRows: await world.badRows(importId) };
}

const FILE = 'Kunde,Mail privat,Mail,Notiz\nAnn,ann@example.net,ann@work.test,x\nBob,bob@example.net,,y\n';

describe('columns', () => {
  it('get other names, are left out, and one of them holds the addresses', async () => {
    const columns = [
      { column: 'Mail privat', as: 'email' },
      { column: 'Kunde', as: 'name' },
      { column: 'Notiz', as: null },
    ];
    expect(await imported(FILE, { columns })).toMatchObject({
      status: 'finished',
      emailColumn: 'Mail privat',
      columns: ['name'],
      names: ['Kunde', 'Mail privat', 'Mail', 'Notiz'],
      members: { 'ann@example.net': { name: 'Ann' }, 'bob@example.net': { name: 'Bob' } },
    });
  });

  it('are named by their places, too, beside others by their names alone', async () => {
    const columns = [{ column: 1, as: 'email' }, { column: 0, as: 'who' }, 'Notiz'];
    expect((await imported(FILE, { columns })).members).toEqual({
      'ann@example.net': { who: 'Ann', Notiz: 'x' },
      'bob@example.net': { who: 'Bob', Notiz: 'y' },
    });
  });

  it.each([
    [[{ column: 9, as: 'x' }], 'there is no column 9 (from 0); the file has "Kunde", "Mail privat"'],
    [[{ column: 'Stadt', as: 'city' }], 'there is no column "Stadt"; the file has "Kunde"'],
    [[{ column: 9, as: 'email' }], 'there is no column 9'],
  ])('that are not there end the import: %j', async (columns, reason) => {
    expect(await imported(FILE, { columns })).toMatchObject({
      status: 'failed',
      error: 'no-such-column',
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    [
      {
        columns: [
          { column: 0, as: 'x' },
          { column: 1, as: 'x' },
        ],
      },
      '/columns/1/as',
    ],
    [
      {
        columns: [
          { column: 0, as: 'email' },
          { column: 1, as: 'email' },
        ],
      },
      '/columns/1/as',
    ],
    [{ columns: [{ column: 0, as: 'email' }], emailColumn: 'Mail' }, '/emailColumn'],
  ])('are refused where they contradict each other: %j', async (given, path) => {
    await expect((await ImportWorld.make()).prepare(given)).rejects.toMatchObject({ errors: [{ path }] });
  });
});

describe('a file without a header', () => {
  const rows = ['Ann,ann@example.net,Osaka', 'Bob,bob@example.net', 'Cid,nobody,x', 'Dee,dee@example.net,x,surplus,!'];

  it('has numbered columns, and its first row is one like the others', async () => {
    const more = ['Eve,eve@example.net,y', 'Fay,fay@example.net,z'];
    const { members, badRows, ...shown } = await imported([...rows.slice(0, 3), ...more].join('\n'), { header: false });
    expect(shown).toMatchObject({ rows: 5, added: 4, emailColumn: 'column2', columns: ['column1', 'column3'] });
    expect(members).toMatchObject({
      'ann@example.net': { column1: 'Ann', column3: 'Osaka' },
      'bob@example.net': { column1: 'Bob', column3: '' },
    });
    expect(badRows).toBe(
      '\ufeffrow,reason,code,column1,column2,column3\r\n3,is no e-mail address,no-address,Cid,nobody,x\r\n',
    );
  });

  it('takes the names that a request gives', async () => {
    const columns = [
      { column: 1, as: 'email' },
      { column: 0, as: 'name' },
    ];
    const { members } = await imported(`sep=,\n${rows.join('\n')}`, { header: false, columns });
    expect(members).toEqual({
      'ann@example.net': { name: 'Ann' },
      'bob@example.net': { name: 'Bob' },
      'dee@example.net': { name: 'Dee' },
    });
  });

  it('goes on in the middle, and counts every row once', async () => {
    const world = await ImportWorld.make();
    const many = Array.from({ length: 95 }, (_, i) => `reader${i}@example.net,${i}`);
    const importId = await world.prepare({ header: false });
    await world.objects.put(uploadKey(world.listId, importId), Buffer.from(many.join('\n')));
    // Each chunk takes a minute, so that an invocation is over after a few.
    const onProgress = () => world.clock.advance(60_000);
    let invocations = 0;
    for (; (await world.show(importId)).status !== 'finished' && invocations < 50; invocations += 1) {
      await world.invoke(importId, { chunkLimits: { rows: 10, characters: 1e6 }, onProgress });
    }
    expect(invocations).toBeGreaterThan(1);
    expect(await world.show(importId)).toMatchObject({ status: 'finished', rows: 95, added: 95, invalid: 0 });
    expect((await world.members())['reader0@example.net']).toEqual({ column2: '0' });
  });

  it('says what to do where no column can be told to hold the addresses', async () => {
    expect(await imported('Ann,x\nBob,y\n', { header: false })).toMatchObject({
      status: 'failed',
      error: 'no-email-column',
      reason: expect.stringContaining('without a header'),
    });
  });
});

describe('members who are in the list already', () => {
  const file = 'email,name\nann@example.net,New\nbob@example.net,First\nbob@example.net,Second\n';

  it.each([
    ['keep', 1, { 'ann@example.net': { name: 'Old' }, 'bob@example.net': { name: 'First' } }],
    ['keep', 10_000, { 'ann@example.net': { name: 'Old' }, 'bob@example.net': { name: 'First' } }],
    ['replace', 1, { 'ann@example.net': { name: 'New' }, 'bob@example.net': { name: 'Second' } }],
    ['replace', 10_000, { 'ann@example.net': { name: 'New' }, 'bob@example.net': { name: 'Second' } }],
  ] as const)('with %s and %i rows a chunk', async (existing, rows, members) => {
    const world = await ImportWorld.make();
    await addRecipients(world, world.listId, [{ email: 'ann@example.net', data: { name: 'Old' } }]);
    const importId = await world.upload(file, { existing });
    await world.invoke(importId, { chunkLimits: { rows, characters: 1e6 } });
    expect(await world.show(importId)).toMatchObject({ added: 1, repeated: 2 });
    expect(await world.members()).toEqual(members);
  });
});

describe('the file of bad rows', () => {
  it('can be mended and imported, with codes and, of earlier versions, without', async () => {
    const { badRows = '' } = await imported('email,code\nnobody,A1\nann@,B2\n');
    const mended = badRows.replace('nobody', 'nora@example.net').replace('ann@', 'ann@example.net');
    const members = { 'nora@example.net': { code: 'A1' }, 'ann@example.net': { code: 'B2' } };
    expect((await imported(mended)).members).toEqual(members);
    const earlier = mended
      .replace('row,reason,code,', 'row,reason,')
      .replaceAll(/,(invalid|no-domain|[a-z-]+),(?=[a-z]+@)/g, ',');
    expect(earlier).toContain('row,reason,email,code');
    expect((await imported(earlier)).members).toEqual(members);
  });
});

describe('an import', () => {
  it('says how large its file is, and how far it is', async () => {
    const content = `email\n${Array.from({ length: 30 }, (_, i) => `reader${i}@example.net`).join('\n')}\n`;
    expect(await imported(content)).toMatchObject({ bytes: content.length, status: 'finished' });
  });
});
