import { describe, expect, it } from '@jest/globals';
import { createImport, showImport } from '../../../../core/audience/import/create-import.ts';
import { type GivenForm, NOTHING_GIVEN, SUPPRESSIONS_ID, uploadKey } from '../../../../core/audience/import/import.ts';
import { type RunImportPorts, runImport } from '../../../../core/audience/import/run-import.ts';
import { suppress, suppressionsOf, suppressionsPage } from '../../../../core/audience/suppressions.ts';
import { MINUTE } from '../../../../core/clock.ts';
import { withOverrides } from '../audience-ports.ts';
import { ImportWorld } from './import-world.ts';

async function begun(world: ImportWorld, content: string, given: Partial<GivenForm> = {}): Promise<string> {
  const { importId } = (await createImport(world, SUPPRESSIONS_ID, { ...NOTHING_GIVEN, ...given })).made;
  await world.objects.put(uploadKey(SUPPRESSIONS_ID, importId), Buffer.from(content));
  return importId;
}

async function invoked(world: ImportWorld, importId: string, ports: Partial<RunImportPorts> = {}) {
  const invocation = { owner: world.random.id(), deadline: world.clock.now() + 5 * MINUTE };
  await runImport({ v: 1, listId: SUPPRESSIONS_ID, importId }, invocation, { ...world.ports, ...ports });
  const { status, rows, added, repeated, invalid } = (await showImport(world, SUPPRESSIONS_ID, importId)).shown;
  return { status, rows, added, repeated, invalid };
}

const read = async (world: ImportWorld, content: string, given: Partial<GivenForm> = {}) =>
  await invoked(world, await begun(world, content, given));

/** "address reason domain" of all, sorted. */
async function stored(world: ImportWorld): Promise<string[]> {
  const { suppressions } = await suppressionsPage(world.tables, { limit: 1_000, after: null });
  return suppressions.map(({ email, reason, domain }) => `${email} ${reason} ${domain ?? '*'}`).sort();
}

describe('an import of suppressions', () => {
  it('suppresses the addresses of a file, and says what became of each row', async () => {
    const world = await ImportWorld.make();
    const file = [
      'Email,Reason,Domain,Note',
      'ANN@example.com,Bounce,,x',
      'bob@example.com,unsubscribe,News.Example.com,',
      'bob@example.com,unsubscribe,other.example.com,',
      'cy@example.com,,,',
      'di@example.com,,news.example.com,',
      'cy@example.com,complaint,,',
      'ed@example.com,hated,,',
      'flo@example.com,unsubscribe,,',
      'gus@example.com,bounce,news.example.com,',
      'nobody,bounce,,',
    ].join('\n');
    const importId = await begun(world, file);

    expect(await invoked(world, importId)).toEqual({ status: 'finished', rows: 10, added: 5, repeated: 1, invalid: 4 });
    expect(await stored(world)).toEqual([
      'ann@example.com bounce *',
      'bob@example.com unsubscribe news.example.com',
      'bob@example.com unsubscribe other.example.com',
      'cy@example.com complaint *',
      'di@example.com unsubscribe news.example.com',
    ]);
    const { refused } = (await showImport(world, SUPPRESSIONS_ID, importId)).shown;
    expect(refused).toEqual({
      'unknown-reason': 1,
      'domain-missing': 1,
      'domain-not-allowed': 1,
      'no-address': 1,
    });
    const bad = (await world.objects.get(`import-errors/${SUPPRESSIONS_ID}/${importId}.csv`)) ?? Buffer.from('');
    expect(Buffer.from(bad).toString()).toContain('flo@example.com');
    const mended = Buffer.from(bad).toString().replaceAll('hated', 'manual').replace('unsubscribe,,', 'manual,,');
    const again = await begun(world, mended);
    await invoked(world, again);
    expect((await showImport(world, SUPPRESSIONS_ID, again)).shown).toMatchObject({
      reason: null,
      added: 2,
      invalid: 2,
    });
  });

  it('weakens none that is there, and keeps its time; a weightier reason is taken', async () => {
    const world = await ImportWorld.make();
    const since = world.clock.now();
    await suppress(world, { email: 'ann@example.com', reason: 'complaint' });
    await suppress(world, { email: 'bob@example.com', reason: 'manual' });
    await world.clock.sleep(MINUTE);
    const file = 'email,reason\nann@example.com,manual\nbob@example.com,bounce\n';

    expect(await read(world, file)).toMatchObject({ added: 0, repeated: 2 });

    expect(await stored(world)).toEqual(['ann@example.com complaint *', 'bob@example.com bounce *']);
    for (const email of ['ann@example.com', 'bob@example.com']) {
      expect(await suppressionsOf(world.tables, email, world.clock.now())).toMatchObject([{ createdAt: since }]);
    }
  });

  it('adds nothing the second time', async () => {
    const world = await ImportWorld.make();
    const file = `email\n${Array.from({ length: 500 }, (_, i) => `reader${i}@example.com\n`).join('')}`;
    expect(await read(world, file)).toMatchObject({ rows: 500, added: 500, repeated: 0 });
    const first = await stored(world);

    expect(await read(world, file)).toMatchObject({ rows: 500, added: 0, repeated: 500 });
    expect(await stored(world)).toEqual(first);
  });

  it.each([1, 2, 5, 9, 14, 20, 27])('goes on after a crash at write %i, and counts each row once', async (crashAt) => {
    const world = await ImportWorld.make();
    const file = `email\n${Array.from({ length: 300 }, (_, i) => `reader${i}@example.com\n`).join('')}`;
    const importId = await begun(world, file);
    let writes = 0;
    const crashes =
      <Args extends unknown[], Answer>(write: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        writes += 1;
        if (writes > crashAt) throw new Error('the power failed');
        return await write(...args);
      };
    const tables = withOverrides(world.tables, {
      write: crashes(world.tables.write.bind(world.tables)),
      transact: crashes(world.tables.transact.bind(world.tables)),
    });
    const chunkLimits = { rows: 40, characters: 100_000 };
    await invoked(world, importId, { tables, chunkLimits }).catch(() => undefined);
    await world.clock.sleep(10 * MINUTE);

    expect(await invoked(world, importId, { chunkLimits })).toMatchObject({
      status: 'finished',
      rows: 300,
      added: 300,
      repeated: 0,
    });
    expect(await stored(world)).toHaveLength(300);
  });

  it('reads columns of other names, as the request maps them', async () => {
    const world = await ImportWorld.make();
    const columns = [
      { column: 0, as: 'email' },
      { column: 1, as: 'reason' },
    ];
    expect(await read(world, 'ann@example.com;bounce\n', { header: false, columns })).toMatchObject({ added: 1 });
    expect(await stored(world)).toEqual(['ann@example.com bounce *']);
  });
});
