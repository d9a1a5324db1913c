import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { DOMAIN, type Made, recipientsOf, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const LETTER = '<p>Hi. <a href="https://shop.example.com/autumn?a=1&amp;b=2">The shop</a></p>';

let taskId = '';
let templateId = '';
const place = usePlace(({ api }) => endedCampaign(api));

/** A campaign of 20 readers, of whom two have addresses that the local mail server refuses. */
async function endedCampaign(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  const recipients = [...recipientsOf(18), { email: 'reject+a@example.com' }, { email: 'reject+b@example.com' }];
  await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
  ({ templateId } = await api.post<Made>('/v1/templates', { name: 'Hello', subject: 'Hello', html: LETTER }));
  const body = { from: `news@${DOMAIN}`, type: 'immediate', templateId, listId, name: 'Autumn letter' };
  ({ taskId } = await api.post<Made>('/v1/tasks', body));
  await untilStatus(api, taskId, 'finished');
  const { items } = await api.get<{ items: { id: number }[] }>('/_local/inbox', { query: { taskId } });
  for (const { id } of items.slice(0, 3)) await api.post(`/_local/inbox/${id}/open`);
  // Twice is once.
  for (const _ of [1, 2]) await api.post(`/_local/inbox/${items[0]?.id}/click`);
}

test('results say what came of the mails, the worst reason first', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${taskId}`);
    await page.getByRole('tab', { name: 'Results' }).click();
    await page.getByText('100% of “Sent”').waitFor();
    await page.getByText('16.6% of “Delivered”').waitFor();
    const followed = page.getByRole('row').filter({ hasText: 'https://shop.example.com/autumn?a=1&b=2' });
    await followed.getByText('1', { exact: true }).waitFor();
    const reasons = page.getByRole('grid', { name: 'Why others did not get it' });
    await reasons.getByRole('link', { name: '2', exact: true }).waitFor();
  });
});

test('readers are found by outcome and by address', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${taskId}?tab=readers&outcome=failed`);
    await page.getByText('reject+a@example.com').waitFor();
    await page.getByText('reject+b@example.com').waitFor();
    assert.equal(await page.getByText('reader1@example.com').count(), 0);
    await page.getByRole('searchbox', { name: 'Address' }).fill('reject+b@example.com');
    await page.keyboard.press('Enter');
    await page.waitForURL(/email=reject/);
    await page.getByText('reject+a@example.com').waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Address' }).fill('nobody@example.com');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('No reader matches the filter').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText('reader1@example.com').waitFor();
  });
});

test('those that failed are mailed again in a run of their own, by keyboard', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${taskId}`);
    await page.getByRole('button', { name: 'Actions', exact: true }).focus();
    await page.keyboard.press('Enter');
    const item = page.getByRole('menuitem', { name: 'Mail the 2 that failed again' });
    await item.waitFor();
    for (let presses = 0; presses < 6; presses++) {
      if (await item.evaluate((node) => node.contains(document.activeElement))) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    const confirm = page.getByRole('button', { name: 'Mail 2 again' });
    await confirm.waitFor();
    await confirm.press('Enter');
    await page.getByText('A new run mails them again.').waitFor();
    await page.getByText('2 of 2').waitFor();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('Readers are to be mailed again.').waitFor();
  });
});

test('what was sent is shown as it was frozen, and compared with the template of today', async () => {
  const params = { id: templateId };
  await place.product.api.patch('/v1/templates/{id}', { html: '<p>Winter is here.</p>' }, { params });
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${taskId}?tab=content`);
    await page.getByText('The run sends this, as it was when the run started').waitFor();
    await page.frameLocator('iframe').first().getByText('The shop').waitFor();
    await page.getByRole('button', { name: 'Compare with the template of today' }).click();
    await page.getByRole('heading', { name: 'The template of today' }).waitFor();
    await page.frameLocator('iframe').nth(1).getByText('Winter is here.').waitFor();
    await page.frameLocator('iframe').first().getByText('The shop').waitFor();
  });
});
