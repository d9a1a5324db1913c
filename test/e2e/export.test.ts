import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerOf } from '../support/cli.ts';
import { Product } from '../support/product.ts';

let product: Product;
let run: ReturnType<typeof callerOf>;
let folder: string;
let listId: string;

const pathOf = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(pathOf(name), 'utf8');

beforeAll(async () => {
  product = await Product.start();
  run = callerOf(product, { columns: 120 });
  folder = mkdtempSync(join(tmpdir(), 'mailramp-export-'));
  ({ listId } = await product.post<{ listId: string }>('/v1/lists', { name: 'Readers' }));
  const recipients = Array.from({ length: 500 }, (_, i) => ({ email: `r${i}@x.test`, data: { name: `R ${i}` } }));
  await product.post(`/v1/lists/${listId}/recipients`, { recipients });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await product.remove();
});

describe('npx mailramp export', () => {
  it('writes a list into a file, by its name, and overwrites none', async () => {
    const output = ['--output', pathOf('readers.csv')];
    const { code, lines } = await run(['export', 'list', 'Readers', ...output]);
    expect({ code, lines }).toEqual({ code: 0, lines: [`500 rows are in ${pathOf('readers.csv')}`] });
    expect(read('readers.csv').split('\r\n')).toHaveLength(502);
    expect(read('readers.csv')).toContain('\r\nr17@x.test,R 17\r\n');
    expect((await run(['export', 'list', 'Readers', ...output])).code).toBe(2);
  });

  it('writes who is not mailed', async () => {
    await run(['suppress', 'cy@x.test']);
    const { lines } = await run(['export', 'suppressions', '--output', pathOf('suppressions.csv')]);
    expect(lines).toEqual([`1 rows are in ${pathOf('suppressions.csv')}`]);
    expect(read('suppressions.csv')).toContain('cy@x.test,manual,,');
  });

  it('writes statistics, and says as JSON what it wrote', async () => {
    const days = ['--from', '2026-01-01', '--to', '2026-01-31'];
    const { lines } = await run(['export', 'statistics', ...days, '--output', pathOf('days.csv'), '--json']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ of: 'statistics', status: 'finished', rows: 0 });
    expect(read('days.csv')).toMatch(/^\ufeffday,requested/);
  });

  it('names what is wrong', async () => {
    expect((await run(['export', 'list', 'Nobody'])).code).toBe(2);
    const { code, errors } = await run(['export', 'run', '77', '--output', pathOf('run.csv')]);
    expect(code).not.toBe(0);
    expect(errors.join(' ')).toContain('there is no task 77');
  });
});

describe('a link to a file', () => {
  it('ends after an hour, and works for no other file', async () => {
    const { exportId } = await product.post<{ exportId: string }>('/v1/exports', { of: 'list', listId });
    const show = () => product.get<{ url: string | null }>(`/v1/exports/${exportId}`);
    let { url } = await show();
    while (url === null) ({ url } = await show());
    const answer = await fetch(url);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="list-\d+-\d{4}-\d\d-\d\d\.csv"$/);
    expect((await answer.text()).split('\r\n')).toHaveLength(502);
    expect((await fetch(url.replace(exportId, '77'))).status).toBe(403);
    await product.advance('PT2H');
    expect((await fetch(url)).status).toBe(403);
  });
});
