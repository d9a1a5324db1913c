import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { PAYLOADS, watch } from '../harness/hostile.ts';
import { DOMAIN, type Made, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const ANN = 'ann@example.com';
/** Names of lists and tasks are no longer. */
const NAMES = PAYLOADS.map((payload) => payload.slice(0, 90));
/** What the mail's frame stops. */
const FRAME_REPORTS = [
  /^logged: (?!.*'self').*(violates the following Content Security Policy|Unsafe attempt to load|Blocked autofocusing)/s,
  /^blocked: /,
];

const place = usePlace(({ api }) => seedHostile(api));

/** Ann is in a list of each name, with each as her own name, and got a mail of a hostile task with hostile HTML. */
async function seedHostile(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  let listId = '';
  for (const name of NAMES) {
    ({ listId } = await api.post<Made>('/v1/lists', { name }));
    const recipients = [{ email: ANN, data: { name, [name.slice(0, 40)]: name } }];
    await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
  }
  const body = {
    name: 'Letter',
    subject: '{{ name }}',
    html: `<p id="mail">shown</p>${PAYLOADS.slice(0, 20).join('')}`,
  };
  const { templateId } = await api.post<Made>('/v1/templates', body);
  const task = { from: `news@${DOMAIN}`, type: 'immediate', templateId, listId, name: NAMES[0] };
  const { taskId } = await api.post<Made>('/v1/tasks', task);
  await untilStatus(api, taskId, 'finished');
}

/** Waits until the page shows at least so many of the texts as the texts that they are. */
async function untilShown(page: Page, texts: string[], atLeast: number): Promise<void> {
  await page.waitForFunction(
    ([all, least]) => {
      const values = [...document.querySelectorAll('input')].map(({ value }) => value);
      const read = [document.body.textContent, ...values].join('\n');
      return all.filter((text) => read.includes(text)).length >= least;
    },
    [texts, atLeast] as const,
  );
}

test(`${PAYLOADS.length} hostile names and data of a person, and a hostile mail, do nothing`, async () => {
  await visit(
    place,
    { height: 2_000 },
    async (page) => {
      const seen = watch(page);
      await signIn(place, page, `/people?q=${encodeURIComponent(ANN)}`);
      await untilShown(page, NAMES, NAMES.length);
      await page.getByRole('button', { name: /^Open the mail/ }).click();
      await page.frameLocator('iframe[src="/console/frame.html"]').locator('#mail').waitFor();
      assert.deepEqual(seen, []);
      assert.match(page.url(), /\/console\/people/);
    },
    FRAME_REPORTS,
  );
});

test('what is looked for is shown as text, in the page and in the field of the top bar', async () => {
  await visit(place, { height: 2_000 }, async (page) => {
    const seen = watch(page);
    await signIn(place, page, '/people');
    for (const payload of PAYLOADS) {
      await page.evaluate((q) => history.pushState(null, '', `/console/people?q=${encodeURIComponent(q)}`), payload);
      await untilShown(page, [`${payload.trim()} is not a complete address`], 1);
    }
    const field = page.getByRole('banner').getByRole('combobox', { name: 'Find' });
    for (const payload of PAYLOADS.slice(0, 10)) {
      await field.fill(payload);
      await untilShown(page, [payload], 1);
    }
    assert.deepEqual(seen, []);
  });
});
