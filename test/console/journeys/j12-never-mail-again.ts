import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(async ({ api }) => {
  const left = { email: 'cy@example.com', reason: 'unsubscribe', domain: 'news.example.com' };
  await api.post('/v1/suppressions', left);
});

test('addresses are suppressed, let be mailed again, and that is undone', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/suppressions');
    await page.getByRole('button', { name: 'Never mail an address again' }).click();
    await page.getByRole('textbox', { name: 'Addresses' }).fill('ann@example.com, bob@example.com');
    await page.getByRole('button', { name: 'Suppress 2 addresses' }).click();
    await page.getByText('2 addresses are suppressed.').waitFor();
    await page.getByRole('button', { name: /Let .ann@example.com. be mailed again/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Let be mailed again' }).click();
    await page.getByText(/ann@example.com. may be mailed again/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('rowheader', { name: 'ann@example.com' }).waitFor();
  });
});

test('an unsubscribe is taken back only once it is said that they asked for it', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/suppressions');
    await page.getByRole('button', { name: /Let .cy@example.com. be mailed again/ }).click();
    const submit = page.getByRole('dialog').getByRole('button', { name: 'Let be mailed again' });
    assert.equal(await submit.isEnabled(), false);
    await page.getByLabel('They asked for it').check();
    await submit.click();
    await page.getByText(/cy@example.com. may be mailed again/).waitFor();
  });
});
