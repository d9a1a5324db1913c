import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tabTo } from '../harness/keyboard.ts';
import { DOMAIN } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(async ({ api }) => {
  await api.post('/v1/domains', { domain: DOMAIN });
  await api.post('/v1/templates', { name: 'Tea', subject: 'Tea for {{ name }}', html: '<p>Dear {{ name }}</p>' });
});

test('J6 by keyboard: a test is sent without a mouse', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/send-test');
    await tabTo(page, page.getByRole('button', { name: /^Template/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^Tea/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByLabel('Sender', { exact: true }));
    await page.keyboard.type(`news@${DOMAIN}`);
    await page.keyboard.press('Escape');
    await tabTo(page, page.getByLabel('Addresses', { exact: true }));
    await page.keyboard.type('ann@example.com,bob@example.com ');
    await page.getByText('2 of 20 addresses').waitFor();
    await tabTo(page, page.getByLabel('name', { exact: true }));
    await page.keyboard.type('Ann');
    await tabTo(page, page.getByRole('button', { name: 'Send the test' }));
    await page.keyboard.press('Enter');
    await page.getByText('2 of 2 sent').waitFor();
    const { items } = await place.product.api.get<{ items: { to: string }[] }>('/_local/inbox');
    assert.deepEqual(items.map(({ to }) => to).sort(), ['ann@example.com', 'bob@example.com']);
  }));
