import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { PAYLOADS, watch } from '../harness/hostile.ts';
import { DOMAIN, type Made } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

/** Names that users gave: most lengths of names permit no more. */
const NAMES = PAYLOADS.map((payload) => payload.slice(0, 90));
const FIRST = PAYLOADS[0] ?? '';
const ids = { list: '', task: '', template: '' };

const place = usePlace(({ api }) => seedHostile(api));

/** Each payload as the name of a list, a template, a task and a key, and as the data of a recipient. */
async function seedHostile(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  await api.post('/v1/senders', { address: `news@${DOMAIN}`, name: FIRST });
  const body = { subject: FIRST, html: '<p>{{ name }}</p>' };
  const hook = { url: 'https://example.com/hook', events: ['task.paused'], description: FIRST };
  await api.post('/v1/webhooks', hook);
  for (const name of NAMES) {
    ids.list = (await api.post<Made>('/v1/lists', { name })).listId;
    ids.template = (await api.post<Made>('/v1/templates', { ...body, name })).templateId;
    await api.post('/v1/api-keys', { name: name.slice(0, 60), role: 'viewer' });
  }
  const recipients = PAYLOADS.map((name, n) => ({ email: `reader${n}@example.com`, data: { name, [FIRST]: name } }));
  await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: ids.list } });
  const { now } = await api.get<{ now: string }>('/_local/clock');
  const startAt = new Date(Date.parse(now) + 86_400_000).toISOString();
  const task = { from: `news@${DOMAIN}`, type: 'timed', startAt, templateId: ids.template, listId: ids.list };
  for (const name of NAMES) {
    ids.task = (await api.post<{ taskId: string }>('/v1/tasks', { ...task, name })).taskId;
  }
}

/** Where they are shown, and how many of them at least, so that nothing passes by showing none. */
const SHOWN: [where: string, path: () => string, atLeast: number][] = [
  ['the overview', () => '/', 1],
  ['active tasks', () => '/tasks', 10],
  ['all tasks', () => '/tasks?tab=all', 10],
  ['a task', () => `/tasks/${ids.task}`, 1],
  ['a copy of a task', () => `/tasks/new?copy=${ids.task}`, 1],
  ['the log of a task', () => `/tasks/${ids.task}?tab=log`, 1],
  ['the lists', () => '/lists', 10],
  ['a list', () => `/lists/${ids.list}`, 10],
  ['a file for it', () => `/lists/${ids.list}/import`, 1],
  ['the templates', () => '/templates', 10],
  ['a template', () => `/templates/${ids.template}`, 1],
  ['the calendar', () => '/calendar', 0],
  ['the warm-up', () => `/domains/${DOMAIN}?tab=warm-up`, 0],
  ['the senders', () => '/senders', 1],
  ['the keys', () => '/settings?tab=keys', 10],
  ['the webhooks', () => '/settings?tab=webhooks', 1],
  ['the statistics', () => '/statistics', 0],
  ['a test', () => `/send-test?template=${ids.template}`, 1],
];

/** How many of the payloads a page shows as the text that they are. */
const shownOn = (page: Page, texts: string[]): Promise<number> =>
  page.evaluate((all) => {
    const values = [...document.querySelectorAll('input')].map(({ value }) => value);
    const read = [document.body.textContent, ...values].join('\n');
    return all.filter((text) => read.includes(text)).length;
  }, texts);

async function untilShown(page: Page, texts: string[], atLeast: number, where: string): Promise<void> {
  await page.locator('h1').first().waitFor();
  for (let looks = 0; looks < 200 && (await shownOn(page, texts)) < atLeast; looks++) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  const count = await shownOn(page, texts);
  assert.ok(count >= atLeast, `${where} shows ${count} of the names, not ${atLeast}`);
}

test(`${PAYLOADS.length} hostile names and values are shown as text, wherever they are`, async () => {
  await visit(place, { height: 2_000 }, async (page) => {
    const seen = watch(page);
    await signIn(place, page);
    for (const [where, path, atLeast] of SHOWN) {
      await page.goto(place.url + path());
      await untilShown(page, NAMES, atLeast, where);
      assert.deepEqual(seen, [], where);
    }
  });
});

test(`${PAYLOADS.length} hostile cells of a file, and its hostile columns, are shown as text`, async () => {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const rows = PAYLOADS.map((payload, n) => `cell${n}@example.com,${quoted(payload)}\r\n${quoted(payload)},x`);
  const file = [`email,${quoted(FIRST)}`, ...rows].join('\r\n');
  await visit(place, { height: 2_000 }, async (page) => {
    const seen = watch(page);
    await signIn(place, page, `/lists/${ids.list}/import`);
    const next = () => page.getByRole('button', { name: 'Next', exact: true }).first().click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: `${FIRST}.csv`, mimeType: 'text/csv', buffer: Buffer.from(file) });
    await untilShown(page, [`${FIRST}.csv`], 1, 'the chosen file');
    await next();
    await untilShown(page, PAYLOADS, 4, 'the first rows');
    await next();
    await page.getByRole('button', { name: 'Begin the import' }).click();
    await page.getByText('finished').first().waitFor();
    await untilShown(page, PAYLOADS, 2, 'the bad rows');
    await page.goto(`${place.url}/lists/${ids.list}`);
    await untilShown(page, PAYLOADS, 10, 'the list');
    assert.deepEqual(seen, []);
  });
});
