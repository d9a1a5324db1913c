import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { DOMAIN, type Made, recipientsOf, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const MAILS = 20;
let made: Made;
const place = usePlace(
  async ({ api }) => {
    await api.post('/v1/domains', { domain: DOMAIN });
    const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
    await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(MAILS) }, { params: { id: listId } });
    made = {
      ...(await api.post<Made>('/v1/templates', { name: 'Hello', subject: 'Hello', html: '<p>Hi.</p>' })),
      listId,
    };
  },
  { isKept: true },
);

const sendButton = `Send to ${MAILS} recipients`;

/** A form that is filled in, up to the question. */
async function fillIn(page: Page, subject: string): Promise<void> {
  await signIn(place, page, `/tasks/new?list=${made.listId}&template=${made.templateId}`);
  await page.getByRole('combobox', { name: 'From' }).fill(`news@${DOMAIN}`);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Subject' }).fill(subject);
  await ask(page);
}

async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: sendButton }).click();
  await page.getByRole('dialog', { name: 'Send these mails?' }).waitFor();
}

const confirm = (page: Page): Promise<void> =>
  page.getByRole('dialog').getByRole('button', { name: sendButton }).click();

async function assertSentOnce(subject: string): Promise<void> {
  const { api } = place.product;
  const { items } = await api.get<{ items: (Made & { subject: string })[] }>('/v1/tasks');
  const tasks = items.filter((task) => task.subject === subject);
  assert.equal(tasks.length, 1);
  await untilStatus(api, tasks[0]?.taskId ?? '', 'finished');
  const inbox = await api.get<{ items: { to: string; subject: string | null }[] }>('/_local/inbox');
  const mailed = inbox.items.filter((mail) => mail.subject === subject).map(({ to }) => to);
  assert.equal(mailed.length, MAILS);
  assert.equal(new Set(mailed).size, MAILS);
}

test('J7: the server dies at the click; nothing typed is lost, and nobody is mailed twice', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await fillIn(page, 'Killed');
      await place.product.kill();
      await confirm(page);
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      assert.equal(await page.getByRole('textbox', { name: 'Subject' }).inputValue(), 'Killed');
      await place.product.restart();
      await ask(page);
      await confirm(page);
      await page.waitForURL(/\/tasks\/\d+$/);
    },
    [/502/],
  );
  await assertSentOnce('Killed');
});

test('J7: the answer is lost after the task was made; the next click makes no other', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await fillIn(page, 'Lost');
      let isLost = false;
      await page.route(/\/v1\/tasks$/, async (route) => {
        if (isLost || route.request().method() !== 'POST') return route.fallback();
        isLost = true;
        await route.fetch();
        return route.abort();
      });
      await confirm(page);
      await page.getByText('The server cannot be reached.').waitFor();
      await ask(page);
      await confirm(page);
      await page.waitForURL(/\/tasks\/\d+$/);
    },
    [/ERR_FAILED/],
  );
  await assertSentOnce('Lost');
});

test('J7: what was typed is offered when the page is opened again, and dropped with the session', async () => {
  await visit(place, {}, async (page) => {
    await fillIn(page, 'Kept');
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('button', { name: /^Restore what you typed/ }).click();
    await page.getByText(`${MAILS} of ${MAILS} will be mailed`).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Subject' }).inputValue(), 'Kept');
    await page.getByRole('button', { name: 'local' }).first().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.locator('input[name=password]').waitFor();
    assert.equal(await page.evaluate(() => Object.keys(localStorage).some((key) => key.startsWith('draft:'))), false);
  });
});
