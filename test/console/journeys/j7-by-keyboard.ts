import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pick, tabTo } from '../harness/keyboard.ts';
import { DOMAIN, type Made, recipientsOf } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(async ({ api }) => {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(5) }, { params: { id: listId } });
  await api.post('/v1/templates', { name: 'Hello', subject: 'Hello {{ name }}', html: '<p>Hi, {{ name }}.</p>' });
});

test('J7 by keyboard: a mail is sent without a mouse', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/tasks');
    await tabTo(page, page.getByRole('link', { name: 'New task' }).first());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'New task' }).waitFor();
    await pick(page, page.getByRole('button', { name: /^Template/ }), 'Hello');
    await tabTo(page, page.getByRole('combobox', { name: 'From' }));
    await page.keyboard.type(`news@${DOMAIN}`);
    await page.keyboard.press('Escape');
    await pick(page, page.getByRole('button', { name: /^Lists Choose/ }), 'Readers');
    await page.keyboard.press('Escape');
    await page.getByText('5 of 5 will be mailed').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Send to 5 recipients' }));
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Send these mails?' });
    await question.getByText(/^Hello R\d$/).waitFor();
    await tabTo(page, question.getByRole('button', { name: 'Send to 5 recipients' }));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tasks\/\d+$/);
    const { items } = await place.product.api.get<{ items: Made[] }>('/v1/tasks');
    assert.equal(items.length, 1);
  }));
