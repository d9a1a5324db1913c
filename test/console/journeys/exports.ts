import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { DOMAIN, type Made, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

let listId = '';
let taskId = '';

const place = usePlace(async ({ api }) => {
  ({ listId } = await api.post<{ listId: string }>('/v1/lists', { name: 'Customers' }));
  const recipients = [
    { email: 'ann@example.com', data: { name: 'Ann', note: '=HYPERLINK("https://evil.example","a")' } },
    { email: 'taro@example.jp', data: { name: '山田 太郎' } },
  ];
  await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
  await api.post('/v1/suppressions', { email: 'cy@example.com', reason: 'manual' });
  await api.post('/v1/suppressions', { email: 'dan@example.com', reason: 'unsubscribe', domain: DOMAIN });
  await api.post('/v1/domains', { domain: DOMAIN });
  const { templateId } = await api.post<Made>('/v1/templates', { name: 'Hello', subject: 'Hello', html: '<p>Hi.</p>' });
  const other = await api.post<Made>('/v1/lists', { name: 'Some fail' });
  const mailed = [{ email: 'ann@example.com' }, { email: 'reject+a@example.com' }];
  await api.post('/v1/lists/{id}/recipients', { recipients: mailed }, { params: { id: other.listId } });
  const task = { from: `news@${DOMAIN}`, type: 'immediate', templateId, listId: other.listId, name: 'Autumn letter' };
  ({ taskId } = await api.post<Made>('/v1/tasks', task));
  await untilStatus(api, taskId, 'finished');
});

/** Presses the button that offers the file, and reads what the browser stores. */
async function download(page: Page, name: string): Promise<{ file: string; text: string }> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return { file: saved.suggestedFilename(), text: await readFile(await saved.path(), 'utf8') };
}

test('a list is exported; the file is there, too, for who comes back to the page', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/lists/${listId}`);
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const { file, text } = await download(page, 'Download 2 rows');
    assert.match(file, /^list-\d+-\d{4}-\d\d-\d\d\.csv$/);
    assert.ok(text.startsWith('\ufeffemail,'));
    assert.match(text, /taro@example\.jp,(,)?山田 太郎/);
    assert.ok(text.includes(`"'=HYPERLINK(""https://evil.example"",""a"")"`));

    await page.goto(`${place.url}/lists`);
    await page.getByRole('link', { name: 'Customers' }).click();
    assert.equal((await download(page, 'Download 2 rows')).text, text);
    await page.getByRole('button', { name: 'Put this export away' }).click();
    await page.getByRole('button', { name: 'Export CSV' }).waitFor();
  });
});

test('suppressions are exported as they are filtered', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/suppressions?domain=${DOMAIN}`);
    await page.getByRole('button', { name: 'Export CSV' }).click();
    assert.match((await download(page, 'Download 1 row')).text, /\r\ndan@example\.com,unsubscribe,/);
    await page.goto(`${place.url}/suppressions?reason=manual`);
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const { text } = await download(page, 'Download 1 row');
    assert.match(text, /^\ufeffemail,reason,domain,createdAt,expiresAt\r\ncy@example\.com,manual,,/);
  });
});

test('those that failed are exported with the reason', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${taskId}?tab=readers&outcome=failed`);
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const { file, text } = await download(page, 'Download 1 row');
    assert.match(file, /^run-\d+-\w+-\d{4}-/);
    assert.match(text, /\r\nreject\+a@example\.com,failed,[^,]/);
    assert.ok(!text.includes('ann@example.com'));
  });
});
