import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(async ({ api }) => {
  await api.post('/v1/domains', { domain: 'news.example.com' });
  await api.post('/v1/senders', { address: 'letter@news.example.com', name: 'The Tea Letter' });
  await api.post('/v1/templates', { name: 'Tea', subject: 'Tea for {{ name }}', html: '<p>Dear {{ name }}</p>' });
  const { listId } = await api.post<{ listId: string }>('/v1/lists', { name: 'Readers' });
  const recipients = [{ email: 'ann@example.com', data: { name: 'Ann' } }];
  await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
});

interface Inbox {
  total: number;
  items: { to: string; subject: string | null }[];
}

const inbox = (): Promise<Inbox> => place.product.api.get('/_local/inbox');
const mailIn = (page: Page) => page.frameLocator('iframe[src="/console/frame.html"]');
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const addresses = (page: Page) => page.getByLabel('Addresses', { exact: true });

/** Pastes as from a mail program or a table. */
const paste = (page: Page, text: string): Promise<void> =>
  addresses(page).evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', pasted);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);

async function fillIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Template/ }).click();
  await page.getByRole('option', { name: /^Tea/ }).click();
  await page.getByLabel('Sender', { exact: true }).click();
  await page.getByRole('option', { name: /letter@news.example.com/ }).click();
}

test('21 addresses are refused whole', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/send-test');
    await fillIn(page);
    const many = Array.from({ length: 21 }, (_, n) => `many${n}@example.com`);
    await paste(page, many.join('\n'));
    await page.getByText('That would be 21 addresses').waitFor();
    await page.getByText('0 of 20 addresses').waitFor();
    await button(page, 'Send the test').click();
    await page.getByText('That would be 21 addresses').waitFor();
    assert.equal((await inbox()).total, 0);
  }));

test('J6: a test to two addresses, filled as a recipient of a list; they are offered next time', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/send-test');
    await fillIn(page);
    await paste(page, 'Bob <bob@example.com>; Cy <cy@example.com>');
    await page.getByText('2 of 20 addresses').waitFor();
    await page.getByRole('button', { name: 'As the reader' }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await button(page, 'Next recipient').click();
    await mailIn(page).getByText('Dear Ann').waitFor();
    await button(page, 'Send the test').click();
    await page.getByText('2 of 2 sent').waitFor();
    assert.equal(await page.locator('main a[href^="/console/people?q="]').count(), 2);
    const { items } = await inbox();
    assert.deepEqual(items.map(({ to }) => to).sort(), ['bob@example.com', 'cy@example.com']);
    assert.deepEqual([...new Set(items.map(({ subject }) => subject))], ['Tea for Ann']);
    await page.reload();
    await button(page, 'Take the 2 addresses of last time').click();
    await page.getByText('2 of 20 addresses').waitFor();
  }));

test('values are given by hand, and what lacks one is told by its reason', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/send-test');
    await fillIn(page);
    await addresses(page).fill('dee@example.com');
    await page.getByText('Without a value, the test fails.').waitFor();
    await button(page, 'Send the test').click();
    await page.getByText(/Their data lack .name./).waitFor();
    await page.getByLabel('name', { exact: true }).fill('Dee');
    await mailIn(page).getByText('Dear Dee').waitFor();
    await button(page, 'Send the test').click();
    await page.getByText('1 of 1 sent').waitFor();
    const { items } = await inbox();
    assert.deepEqual(items.find(({ to }) => to === 'dee@example.com')?.subject, 'Tea for Dee');
  }));

test('an address that is none is named, and nothing is sent', () =>
  visit(
    place,
    {},
    async (page) => {
      const { total } = await inbox();
      await signIn(place, page, '/send-test');
      await fillIn(page);
      await addresses(page).pressSequentially('eve@example.com,nonsense ');
      await page.getByText('2 of 20 addresses').waitFor();
      await button(page, 'Send the test').click();
      await page.getByText(/^.nonsense. cannot be mailed/).waitFor();
      assert.equal((await inbox()).total, total);
    },
    [/400/],
  ));

test('a quota that has no room for the test says when it has', async () => {
  const params = { domain: 'news.example.com' };
  await place.product.api.patch(
    '/v1/domains/{domain}/warm-up',
    { plan: 'custom', steps: [1], limitOther: true },
    { params },
  );
  const { total } = await inbox();
  await visit(
    place,
    {},
    async (page) => {
      await signIn(place, page, '/send-test');
      await fillIn(page);
      await page.getByLabel('name', { exact: true }).fill('Fay');
      await paste(page, 'fay@example.com gus@example.com');
      await page.getByText(/^This uses 2 of the \d mails/).waitFor();
      await button(page, 'Send the test').click();
      await page.getByText('has no room for this test').waitFor();
      await page.getByText('There is quota again:').locator('time').waitFor();
    },
    [/429/],
  );
  assert.equal((await inbox()).total, total);
});
