import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usePlace, visit } from '../harness/visit.ts';

const place = usePlace();

test('a key signs in, and leads to the tasks; the tab is titled', async () => {
  await visit(place, {}, async (page) => {
    await page.goto(`${place.url}/`);
    await page.getByLabel('API key').fill(place.product.apiKey);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    assert.equal(await page.title(), 'Tasks · mailramp');
    await page.getByText('Nothing is being sent, and nothing waits').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  });
});

test('a wrong key is refused at its field, and what was typed stays', async () => {
  await visit(place, {}, async (page) => {
    await page.goto(`${place.url}/sign-in`);
    await page.getByLabel('API key').fill('mr_wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('This is no valid API key.').waitFor();
    assert.equal(await page.getByLabel('API key').inputValue(), 'mr_wrong');
  });
});

test('a link signs in, and its code leaves the address and the history', async () => {
  const { code } = await place.product.api.post<{ code: string }>('/v1/sign-in-codes');
  await visit(place, {}, async (page) => {
    await page.goto(`${place.url}/sign-in#code=${code}`);
    await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    await page.goBack().catch(() => null);
    assert.doesNotMatch(page.url(), /code/);
  });
});

test('the language changes without a reload', async () => {
  await visit(place, {}, async (page) => {
    await page.goto(`${place.url}/sign-in`);
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitem', { name: '日本語' }).click();
    await page.getByRole('heading', { level: 1, name: 'サインイン' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ja');
  });
});
