import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { DOMAIN, type Made, recipientsOf, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

let made: Made;
const place = usePlace(({ api }) => prepare(api));

/** 20 readers, of whom one is on another list too, one suppressed, and one without a name. */
async function prepare(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  const recipients = [...recipientsOf(19), { email: 'nameless@example.com' }];
  await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
  const other = await api.post<Made>('/v1/lists', { name: 'Partners' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(1) }, { params: { id: other.listId } });
  await api.post('/v1/suppressions', { email: 'reader1@example.com', reason: 'manual' });
  const template = { name: 'Hello', subject: 'Hello', html: '<p>Hi, {{ name }}.</p>' };
  made = { ...(await api.post<Made>('/v1/templates', template)), listId };
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${field}`) }).click();
  await page.getByRole('option', { name: new RegExp(option) }).click();
  await page.keyboard.press('Escape');
}

test('a mail is sent now, to as many as the button says', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/tasks');
    await page.getByRole('link', { name: 'New task' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'New task' }).waitFor();
    await choose(page, 'Template', 'Hello');
    await page.getByRole('combobox', { name: 'From' }).fill(`news@${DOMAIN}`);
    await page.keyboard.press('Escape');
    await choose(page, 'Lists Choose', 'Readers');
    await page.getByText('18 of 20 will be mailed').waitFor();
    await page.getByText('1: Their data lack').waitFor();
    await choose(page, 'Lists left out', 'Partners');
    await page.getByText('17 of 20 will be mailed').waitFor();
    await page.getByText('1: Is on a list that the task leaves out.').waitFor();
    await page.getByRole('button', { name: 'Send to 17 recipients' }).click();
    const question = page.getByRole('dialog', { name: 'Send these mails?' });
    await question.getByText(`news@${DOMAIN}`).waitFor();
    await question.getByRole('button', { name: 'Send to 17 recipients' }).click();
    await page.waitForURL(/\/tasks\/\d+/);
    await page.getByText('The task is made.').waitFor();
  });
  const { items } = await place.product.api.get<{ items: Made[] }>('/v1/tasks');
  assert.equal(items.length, 1);
});

test('of a task that has ended nothing can be changed, and a copy is offered', async () => {
  const { items } = await place.product.api.get<{ items: Made[] }>('/v1/tasks');
  const { taskId = '' } = items[0] ?? {};
  await untilStatus(place.product.api, taskId, 'finished');
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${taskId}/edit`);
    await page.getByText('This task has ended').waitFor();
    await page.getByRole('link', { name: 'Copy as a new task' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save the task' }).count(), 0);
  });
});

test('a fault stands at its field, and nothing can be sent', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await signIn(place, page, `/tasks/new?list=${made.listId}&template=${made.templateId}`);
      await page.getByRole('combobox', { name: 'From' }).fill('news@not-ours.example');
      await page.keyboard.press('Escape');
      await page.getByText('This does not exist. It may have been deleted.').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled());
    },
    [/4\d\d/],
  );
});

test('a task of every week is scheduled, changed and copied', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/new?list=${made.listId}&template=${made.templateId}`);
    await page.getByRole('combobox', { name: 'From' }).fill(`news@${DOMAIN}`);
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: 'Again and again' }).click();
    await choose(page, 'Repeat', 'Each week');
    await page.getByText('18 of 20 will be mailed').waitFor();
    await page.getByRole('button', { name: /^Schedule for/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Schedule for/ })
      .click();
    await page.waitForURL(/\/tasks\/\d+$/);
    const task = page.url();
    await page.goto(`${task}/edit`);
    await page.getByRole('textbox', { name: 'Subject' }).fill('Each week');
    await page.getByRole('button', { name: 'Save the task' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save the task' }).click();
    await page.getByText('The task is changed.').waitFor();
    await page.goto(`${place.url}/tasks/new?copy=${task.split('/').at(-1)}`);
    await page.getByText('18 of 20 will be mailed').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Subject' }).inputValue(), 'Each week');
  });
});
