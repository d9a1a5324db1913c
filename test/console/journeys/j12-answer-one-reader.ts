import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { accessibilityFaults } from '../harness/browser.ts';
import { DOMAIN, type Made, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const ANN = 'ann@example.com';
const LOOK_MS = 200;
const SENTENCE = /Ann.* has not got .*Autumn letter.* because their address bounced \(.*5\.1\.1\)\./;

/** Ann, whose summer letter came back, so that the autumn letter is not sent to her; and Bob, who got both. */
async function prepare(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  const recipients = [
    { email: ANN, data: { name: 'Ann', city: 'Osaka' } },
    { email: 'bob@example.com', data: { name: 'Bob' } },
  ];
  await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
  const template = {
    name: 'Letter',
    subject: 'Hello {{ name }}',
    html: '<p id="mail">Good morning, {{ name }}.</p><p><a href="{{ unsubscribeUrl }}">Unsubscribe</a></p>',
  };
  const { templateId } = await api.post<Made>('/v1/templates', template);
  const task = { from: `News <news@${DOMAIN}>`, templateId, listId, type: 'immediate' };
  const summer = await api.post<Made>('/v1/tasks', { ...task, name: 'Summer letter' });
  await untilStatus(api, summer.taskId, 'finished');
  const { items } = await api.get<{ items: { id: string }[] }>('/_local/inbox', { query: { to: ANN } });
  await api.post(`/_local/inbox/${items[0]?.id}/bounce`);
  const suppressed = async () =>
    (await api.get<{ items: object[] }>('/v1/suppressions', { query: { email: ANN } })).items.length > 0;
  while (!(await suppressed())) await wait(LOOK_MS);
  const autumn = await api.post<Made>('/v1/tasks', { ...task, name: 'Autumn letter' });
  await untilStatus(api, autumn.taskId, 'finished');
}

const place = usePlace(({ api }) => prepare(api));

const mailIn = (page: Page) => page.frameLocator('iframe[src="/console/frame.html"]').locator('#mail');

test('why Ann did not get it: the sentence, her lists, her mails and the mail itself', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/people');
    await page.getByRole('searchbox', { name: 'Address of the person' }).fill('Ann@Example.com');
    await page.keyboard.press('Enter');
    await page.getByText(SENTENCE).waitFor();
    await page.getByText('city: Osaka').waitFor();
    await page.getByRole('gridcell', { name: 'bounced', exact: true }).first().waitFor();
    await page.getByRole('button', { name: /Open the mail Summer letter/ }).click();
    await mailIn(page).getByText('Good morning, Ann.').waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole('link', { name: 'Autumn letter' }).click();
    await page.getByRole('tabpanel').getByRole('rowheader', { name: ANN }).waitFor();
  });
});

test('Ann may be mailed again, and that is undone; she is taken off the list and put back', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/people?q=${encodeURIComponent(ANN)}`);
    await page.getByRole('button', { name: 'Let be mailed again' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/It will probably bounce again/).waitFor();
    await dialog.getByRole('button', { name: 'Let be mailed again' }).click();
    await page.getByText('This address may be mailed.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Let be mailed again' }).waitFor();
    await page.getByRole('button', { name: 'Remove from the list' }).click();
    await page.getByText('In no list.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('city: Osaka').waitFor();
  });
});

test('what Bob would get, and that he is never mailed again, with a keyboard alone', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/people?q=bob%40example.com');
    await page.getByText(/Bob.* has got .*Autumn letter/).waitFor();
    await page.getByRole('button', { name: 'What would they get?' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Template/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await mailIn(page).getByText('Good morning, Bob.').waitFor();
    await page.getByRole('button', { name: 'Never mail again' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Let be mailed again' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('This address may be mailed.').waitFor();
  });
});

test('a stranger may be put into a list or suppressed, and what is no address is called so', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/people?q=nobody');
    await page.getByText('nobody is not a complete address').waitFor();
    const field = page.getByRole('searchbox', { name: 'Address of the person' });
    await field.fill('cy@example.com');
    await field.press('Enter');
    await page.getByText(/Nobody here has the address .*cy@example.com/).waitFor();
    await page.getByRole('button', { name: 'Add to a list' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^List/ }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await dialog.getByRole('button', { name: 'Add to a list' }).click();
    await page.getByText(/was sent no mail in the last 90 days/).waitFor();
  });
});
