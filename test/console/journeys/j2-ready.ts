import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { DOMAIN, type Made, recipientsOf, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace();

test('the checklist says what is missing, and ticks itself step by step until the first mailing', async () => {
  const { api } = place.product;
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/');
    await page.getByRole('link', { name: 'Add a domain' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Make a list' }).getAttribute('href'), '/console/lists');
    const ticks = async (name: string): Promise<void> => {
      await page.reload();
      await page.getByRole('heading', { name: 'To the first mailing' }).waitFor();
      await page.locator('main').getByRole('link', { name, exact: true }).waitFor({ state: 'detached' });
    };
    await api.post('/v1/domains', { domain: DOMAIN });
    await ticks('Add a domain');
    const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
    await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(3) }, { params: { id: listId } });
    await ticks('Make a list');
    const { templateId } = await api.post<Made>('/v1/templates', { name: 'Hello', subject: 'Hello', text: 'Hello.' });
    await ticks('Write a template');
    const from = `news@${DOMAIN}`;
    await api.post('/v1/test-sends', { templateId, from, to: ['ann@example.com'] });
    await ticks('Send a test');
    const { taskId } = await api.post<Made>('/v1/tasks', { type: 'immediate', from, templateId, listId });
    await untilStatus(api, taskId, 'finished');
    await page.reload();
    await page.getByRole('heading', { name: 'Today', exact: true }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'To the first mailing' }).count(), 0);
  });
});

test('an admin makes a key for the marketer, who signs in with it and sees no keys', async () => {
  let key = '';
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/settings?tab=keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('Yuki');
    await form.getByRole('radio', { name: 'sender' }).check();
    await form.getByRole('button', { name: 'Make a key' }).click();
    key = await page.getByRole('dialog').getByLabel('API key').inputValue();
    assert.match(key, /^mr_/);
    await page.getByRole('button', { name: 'I have saved it' }).click();
    await page.getByRole('gridcell', { name: 'sender' }).waitFor();
  });
  await visit(place, {}, async (page) => {
    await signIn({ ...place, product: { ...place.product, apiKey: key } }, page, '/settings');
    await page.getByRole('tab', { name: 'This browser' }).waitFor();
    assert.equal(await page.getByRole('tab', { name: 'API keys' }).count(), 0);
    const hold = page.getByRole('button', { name: 'Hold everything' });
    assert.equal(await hold.getAttribute('aria-disabled'), 'true');
  });
});

test('a key is deleted only after it is asked', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/settings?tab=keys');
    await page.getByRole('button', { name: /Delete .local.$/ }).click();
    await page.getByRole('button', { name: 'Keep the key' }).click();
    await page.getByRole('button', { name: /Delete .Yuki/ }).click();
    await page.getByRole('button', { name: 'Delete the key' }).click();
    await shown(page, /Yuki. is deleted/);
  });
});

test('everything is held and released in two steps; every page says so meanwhile', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/settings');
    await page.getByRole('button', { name: 'Hold everything' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hold everything' }).click();
    await shown(page, /Everything is held since/);
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await shown(page, /Everything is held since/);
    await page.getByRole('link', { name: 'See the account' }).click();
    await page.getByRole('button', { name: 'Release sending' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Release sending' }).click();
    await shown(page, 'Nothing is held.');
  });
});

const shown = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
