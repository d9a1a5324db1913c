import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace();

test('a key signs in, and leads to the overview; the tab is titled', async () => {
  await visit(place, {}, async (page) => {
    await page.goto(`${place.url}/`);
    await page.getByLabel('API key').fill(place.product.apiKey);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    assert.equal(await page.title(), 'Overview · mailramp');
    await page.getByText('Add a sending domain').waitFor();
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
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
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

test('a campaign of 8,500 readers: it stops at the first day, goes on by travel, and a reader clicks in a mail', async (t) => {
  const began = performance.now();
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/');
    await page.getByRole('button', { name: 'Play a campaign of 8,500 readers' }).click();
    await shown(page, /The other 8,000 go on .* by themselves/);
    await shown(page, '500 of 8,500');
    await page.getByRole('button', { name: 'To the next event' }).click();
    await shown(page, /1,50\d of 8,500/);
    await shown(page, /The other (6,99\d|7,000) go on .* by themselves/);
    await page.getByRole('link', { name: /Inbox \(1,\d+\)/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await page
      .getByRole('link', { name: /here is the spring letter/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: /here is the spring letter/ }).waitFor();
    await page.frameLocator('iframe').getByText('The garden is open again').waitFor();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await shown(page, 'The reader has opened the mail.');
    await page.getByRole('button', { name: 'Click', exact: true }).click();
    await shown(page, 'The reader has followed a link of the mail.');
    t.diagnostic(`J1 played in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const query = { from: new Date().toISOString().slice(0, 10), to: day };
    const { overall } = await place.product.api.get<{ overall: Record<string, number> }>('/v1/statistics', { query });
    assert.deepEqual([overall.opened, overall.clicked], [1, 1]);
  });
});

test('the clock travels by keyboard, and goes forwards only', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/local/clock');
    const before = await place.product.api.get<{ now: string }>('/_local/clock');
    await page.getByRole('button', { name: '+1 h' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '+1 h' }).and(page.locator(':enabled')).waitFor();
    const after = await place.product.api.get<{ now: string }>('/_local/clock');
    assert.ok(Date.parse(after.now) - Date.parse(before.now) >= 3_600_000);
    await page.getByRole('grid', { name: 'What the travels brought' }).getByRole('row').nth(1).waitFor();
    await page.getByRole('textbox', { name: 'Date' }).fill('2020/01/01');
    await page.getByRole('textbox', { name: 'Time' }).fill('10:00');
    await shown(page, 'The clock goes forwards only.');
  });
});

/** A text may be said twice: once for those who do not see the page. */
const shown = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
