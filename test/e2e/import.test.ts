import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { importAnswer, newImportAnswer } from '../../lambdas/audience/schemas.ts';
import { eventually, Product } from '../support/product.ts';
import { counts, newCampaign, newList, newTask, untilStatus } from './campaign.ts';

type ImportView = z.infer<typeof importAnswer>;
type NewImportView = z.infer<typeof newImportAnswer>;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const newImport = (listId: string): Promise<NewImportView> => product.post(`/v1/lists/${listId}/imports`);

/** `url`: as it was shown once. */
const upload = async (url: string | null, content: string | Uint8Array): Promise<number> =>
  (await fetch(url ?? '', { method: 'PUT', body: Buffer.from(content) })).status;

const show = ({ listId, importId }: Pick<ImportView, 'listId' | 'importId'>): Promise<ImportView> =>
  product.get(`/v1/lists/${listId}/imports/${importId}`);

const untilEnded = (made: Pick<ImportView, 'listId' | 'importId'>): Promise<ImportView> =>
  eventually(
    () => show(made),
    ({ status }) => status === 'finished' || status === 'failed',
    90_000,
  );

/** A header and so many rows; every tenth is repeated, every hundredth no address. */
const fileOf = (rows: number): string =>
  ['Name;E-Mail']
    .concat(
      Array.from({ length: rows }, (_, i) => {
        if (i % 100 === 99) return `Nobody ${i};nobody`;
        return i % 10 === 9 ? `Again ${i};reader${i - 1}@import.test` : `Reader ${i};reader${i}@import.test`;
      }),
    )
    .join('\r\n');

describe('an import', () => {
  it('begins with the upload, and tells of every row', async () => {
    const listId = await newList(product, 0);
    const answer = await product.call<NewImportView>('POST', `/v1/lists/${listId}/imports`);
    expect(answer.status).toBe(202);
    const made = answer.body;
    expect(answer.headers.get('location')).toBe(`/v1/lists/${listId}/imports/${made.importId}`);
    expect(made).toMatchObject({ listId, status: 'waiting', rows: 0, errorsUrl: null, finishedAt: null });

    expect(await upload(made.uploadUrl, `${fileOf(1_000)}\r\n=HYPERLINK("x");@bad`)).toBe(200);
    const ended = await untilEnded(made);

    expect(ended).toMatchObject({
      status: 'finished',
      error: null,
      rows: 1_001,
      added: 900,
      repeated: 90,
      invalid: 11,
    });
    expect(await product.get(`/v1/lists/${listId}`)).toMatchObject({ count: 900 });
    const errors = await fetch(ended.errorsUrl ?? '');
    expect(errors.headers.get('content-disposition')).toMatch(/^attachment; filename="import-\d+-errors\.csv"$/);
    const lines = Buffer.from(await errors.arrayBuffer())
      .toString()
      .split('\r\n');
    expect(lines[0]).toBe('\ufeffrow;reason;code;Name;E-Mail');
    expect(lines[1]).toBe('101;is no e-mail address;no-address;Nobody 99;nobody');
    expect(lines[11]).toBe(`1002;is no e-mail address;no-address;"'=HYPERLINK(""x"")";'@bad`);
  });

  it('reads names in the encoding in which the file was written', async () => {
    const listId = await newList(product, 0);
    const made = await newImport(listId);
    await upload(
      made.uploadUrl,
      Buffer.from('email,name\nj@import.test,José Müller\nf@import.test,Françoise\n', 'latin1'),
    );
    expect(await untilEnded(made)).toMatchObject({ encoding: 'windows-1252', encodingConfidence: 'likely' });

    const { items } = await product.get<{ items: unknown[] }>(`/v1/lists/${listId}/recipients`);
    expect(items).toContainEqual({ email: 'j@import.test', data: { name: 'José Müller' } });
  });

  it('reads a file as the request says, and its own file of bad rows once it is mended', async () => {
    const listId = await newList(product, 0);
    const given = { emailColumn: 'Kontakt', columns: ['Stadt'], encoding: 'latin1', delimiter: ';' };
    const made = await product.post<NewImportView>(`/v1/lists/${listId}/imports`, given);
    const content = Buffer.from('sep=;\nKontakt;Mail;Stadt\nj@@import.test;x@import.test;K\xf6ln\n', 'latin1');
    await upload(made.uploadUrl, content);
    const ended = await untilEnded(made);
    expect(ended).toMatchObject({
      invalid: 1,
      refused: { 'no-address': 1 },
      encoding: 'windows-1252',
      encodingConfidence: 'given',
      delimiter: ';',
      emailColumn: 'Kontakt',
      columns: ['Stadt'],
    });

    const bad = await (await fetch(ended.errorsUrl ?? '')).text();
    const again = await product.post<NewImportView>(`/v1/lists/${listId}/imports`, { emailColumn: 'Kontakt' });
    await upload(again.uploadUrl, bad.replace('@@', '@'));
    expect(await untilEnded(again)).toMatchObject({ added: 1, invalid: 0, columns: ['Mail', 'Stadt'] });
  });

  it('refuses an encoding or a delimiter that it does not know', async () => {
    const listId = await newList(product, 0);
    for (const [name, value] of [
      ['encoding', 'utf-7'],
      ['delimiter', 'x'],
    ] as const) {
      const answer = await product.call('POST', `/v1/lists/${listId}/imports`, { body: { [name]: value } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: `/${name}` }] } });
    }
  });

  it('says what is wrong with a file', async () => {
    const made = await newImport(await newList(product, 0));
    await upload(made.uploadUrl, 'name,city\nAnn,Paris\n');
    expect(await untilEnded(made)).toMatchObject({ status: 'failed', error: 'no-email-column', rows: 0 });
  });

  it('holds a task until its list is filled', async () => {
    const campaign = await newCampaign(product, 0, { plan: 'unlimited' });
    const made = await newImport(campaign.listId);
    await upload(made.uploadUrl, fileOf(5_000).replace('Name;', 'name;'));
    const task = await newTask(product, campaign);
    const seen = await untilStatus(product, task, 'paused', 'sending', 'finished');
    // On a fast machine the import may be over before the task has begun.
    if (seen.status === 'paused') expect(seen.hold).toMatchObject({ reason: 'list-import', resumesAt: null });

    await untilEnded(made);
    const finished = await untilStatus(product, task, 'finished');
    expect(finished.counts).toEqual(counts({ requested: 4_500, sent: 4_500 }));
  });

  it('counts exactly after kill -9 in its middle', async () => {
    const listId = await newList(product, 0);
    const made = await newImport(listId);
    await upload(made.uploadUrl, fileOf(20_000));
    await eventually(
      () => show(made),
      ({ rows }) => rows > 0,
      60_000,
    );
    await product.kill();
    await product.sleepThrough(10 * 60_000);
    await product.restart();

    const ended = await untilEnded(made);
    expect(ended).toMatchObject({ status: 'finished', rows: 20_000, added: 18_000, repeated: 1_800, invalid: 200 });
    expect(await product.get(`/v1/lists/${listId}`)).toMatchObject({ count: 18_000 });
    const errors = await (await fetch(ended.errorsUrl ?? '')).text();
    expect(errors.trimEnd().split('\r\n')).toHaveLength(201);
  });
});
