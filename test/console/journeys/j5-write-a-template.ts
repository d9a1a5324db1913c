import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const LIST = [
  { email: 'ann@example.com', data: { name: 'Ann' } },
  { email: 'bob@example.com', data: { city: 'Osaka' } },
];

const place = usePlace(
  async ({ api }) => {
    const { listId } = await api.post<{ listId: string }>('/v1/lists', { name: 'Readers' });
    await api.post('/v1/lists/{id}/recipients', { recipients: LIST }, { params: { id: listId } });
  },
  { isKept: true },
);

interface Stored {
  html: string;
  subject: string;
  revision: string;
}

const make = async (name: string, html = '<p>Hello</p>'): Promise<string> => {
  const body = { name, subject: 'Autumn', html };
  return (await place.product.api.post<{ templateId: string }>('/v1/templates', body)).templateId;
};
const stored = (id: string): Promise<Stored> => place.product.api.get('/v1/templates/{id}', { params: { id } });
const mailIn = (page: Page) => page.frameLocator('iframe[src="/console/frame.html"]');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Signs in at a template, whose editor is there, and places the cursor at the end of its HTML. */
async function openEditor(page: Page, path: string): Promise<void> {
  await signIn(place, page, path);
  await page.locator('.ace_content').waitFor();
  await page.locator('.ace_content').click();
  await page.keyboard.press('Control+End');
}

test('J5: a newsletter is written from a design, seen as its readers, and saved', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/templates');
    await page.getByRole('link', { name: 'New template' }).first().click();
    await page.getByRole('link', { name: 'Start with Letter' }).click();
    await mailIn(page).getByText('Hello dear reader,').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('October');
    await page.getByLabel('Subject', { exact: true }).fill('News for {{ name }}');
    await page.getByRole('button', { name: 'As the reader' }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await button(page, 'Next recipient').click();
    await page
      .getByText(/^News for (Ann|\{\{ name \}\})$/)
      .first()
      .waitFor();
    await button(page, 'Next recipient').click();
    await page.keyboard.press('Control+s');
    await page.getByText(/ is saved\.$/).waitFor();
    await page.waitForURL(/\/templates\/(?!new)/);
    const id = page.url().split('/').at(-1) ?? '';
    assert.equal((await stored(id)).subject, 'News for {{ name }}');
  }));

test('a reader who lacks a variable is told, and a fallback is added on the spot', async () => {
  const id = await make('Fallback', '<p>Dear {{ name }}, <a href="{{ unsubscribeUrl }}">stop</a></p>');
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/templates/${id}`);
    await page.locator('.ace_content').waitFor();
    await page.getByRole('button', { name: 'As the reader' }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await page.getByRole('button', { name: /^Recipient/ }).click();
    await page.getByRole('option', { name: /bob@example.com/ }).click();
    await button(page, 'Add a fallback for \u2068name\u2069').click();
    await page.getByText(/^Without it.*In the chosen list 1 lack it, of 2 looked at\.$/).waitFor();
    await page.getByLabel('Where a reader has none').fill('a "good" friend');
    await button(page, 'Add the fallback').click();
    await mailIn(page).getByText('Dear a "good" friend').waitFor();
    await button(page, 'Save').click();
    await page.getByText(/ is saved\.$/).waitFor();
  });
  assert.equal(
    (await stored(id)).html,
    '<p>Dear {{ name | default: "a \\"good\\" friend" }}, <a href="{{ unsubscribeUrl }}">stop</a></p>',
  );
});

for (const delay of [0, 15, 60]) {
  test(`what is typed at ${delay} ms a key arrives as it is, and brackets close nothing`, async () => {
    const id = await make('Fast');
    const typed = 'Hello {{ name | default: "you" }}, {% if a == \'b\' %}(x)[y]{% endif %} <b>ok</b>';
    await visit(place, {}, async (page) => {
      await openEditor(page, `/templates/${id}`);
      await page.keyboard.type(typed, { delay });
      await page.keyboard.press('Control+s');
      await page.getByText(/ is saved\.$/).waitFor();
    });
    assert.equal((await stored(id)).html, `<p>Hello</p>${typed}`);
  });
}

test('Japanese that is composed arrives once', async () => {
  const id = await make('IME');
  await visit(place, {}, async (page) => {
    await openEditor(page, `/templates/${id}`);
    const client = await page.context().newCDPSession(page);
    for (const text of ['あ', 'あき', '秋']) {
      await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    }
    await client.send('Input.insertText', { text: '秋の便り' });
    await page.keyboard.press('Control+s');
    await page.getByText(/ is saved\.$/).waitFor();
  });
  assert.equal((await stored(id)).html, '<p>Hello</p>秋の便り');
});

test('Liquid that cannot be read is told by its line, and is not saved', async () => {
  const id = await make('Liquid');
  await visit(
    place,
    {},
    async (page) => {
      await openEditor(page, `/templates/${id}`);
      await page.keyboard.press('Enter');
      await page.keyboard.type('{% if name %}');
      await page
        .getByText(/^Line 2:/)
        .first()
        .waitFor();
      await mailIn(page).getByText('Hello').waitFor();
      await button(page, 'Save').click();
      await page
        .getByText(/^Line 2:/)
        .first()
        .waitFor();
    },
    [/400/],
  );
  assert.equal((await stored(id)).html, '<p>Hello</p>');
});

test('what somebody else saved meanwhile is not written over unasked', async () => {
  const id = await make('Both');
  await visit(
    place,
    {},
    async (page) => {
      await openEditor(page, `/templates/${id}`);
      await page.keyboard.type(' mine');
      await place.product.api.patch('/v1/templates/{id}', { html: '<p>theirs</p>' }, { params: { id } });
      await button(page, 'Save').click();
      const modal = page.getByRole('dialog', { name: 'Somebody else saved this template meanwhile' });
      await modal.getByText('<p>theirs</p>').waitFor();
      await modal.getByText('<p>Hello</p> mine').waitFor();
      assert.equal((await stored(id)).html, '<p>theirs</p>');
      await modal.getByRole('button', { name: 'Save yours over it' }).click();
      await page.getByText(/ is saved\.$/).waitFor();
    },
    [/412/],
  );
  assert.equal((await stored(id)).html, '<p>Hello</p> mine');
});

test('a server that is lost and a closed tab cost nothing that was typed', async () => {
  const id = await make('Kept');
  await visit(
    place,
    {},
    async (page) => {
      await openEditor(page, `/templates/${id}`);
      await page.keyboard.type(' first');
      await place.product.kill();
      await page.keyboard.type(' second');
      await button(page, 'Save').click();
      await page.getByText('That did not work').first().waitFor();
      await page.goto('about:blank');
      await place.product.restart();
      await page.goto(`${place.url}/templates/${id}`);
      await button(page, 'Restore the draft').click();
      await mailIn(page).getByText('first second').waitFor();
      await button(page, 'Save').click();
      await page.getByText(/ is saved\.$/).waitFor();
      await page.reload();
      await page.locator('.ace_content').waitFor();
      await page.getByText('All changes are saved.').waitFor();
      assert.equal(await button(page, 'Restore the draft').count(), 0);
    },
    [/502/],
  );
  assert.equal((await stored(id)).html, '<p>Hello</p> first second');
});

test('a mail that a later version made of blocks is shown, and cannot be changed', async () => {
  const body = { name: 'Later', subject: 'Later', html: '<p>From later</p>', design: { v: 2, blocks: [] } };
  const { templateId } = await place.product.api.post<{ templateId: string }>('/v1/templates', body);
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/templates/${templateId}`);
    await page.getByText('A later version of this console made the mail.').waitFor();
    await mailIn(page).getByText('From later').waitFor();
    assert.ok(await button(page, 'Save').isDisabled());
  });
});

test('a template that tasks need is not deleted, and says which; a copy is', async () => {
  const id = await make('Needed');
  const { api } = place.product;
  await api.post('/v1/domains', { domain: 'news.example.com' });
  const { items } = await api.get<{ items: { listId: string }[] }>('/v1/lists');
  const task = { name: 'Spring', type: 'timed', from: 'a@news.example.com', templateId: id };
  const { now } = await api.get<{ now: string }>('/_local/clock');
  const startAt = new Date(Date.parse(now) + 86_400_000).toISOString();
  await api.post('/v1/tasks', { ...task, listId: items[0]?.listId, startAt });
  await visit(
    place,
    {},
    async (page) => {
      await signIn(place, page, `/templates/${id}`);
      await button(page, 'Save: a waiting task will send this').waitFor();
      await page.goto(`${place.url}/templates`);
      await button(page, 'Actions of \u2068Needed\u2069').click();
      await page.getByRole('menuitem', { name: 'Copy' }).click();
      await page.getByText('was copied').waitFor();
      await button(page, 'Actions of \u2068Needed\u2069').click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await button(page, 'Delete the template').click();
      await page.getByRole('link', { name: 'Spring' }).waitFor();
      await button(page, 'Keep the template').click();
      await button(page, 'Actions of \u2068Copy of Needed\u2069').click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await button(page, 'Delete the template').click();
      await page.getByText('is deleted').waitFor();
    },
    [/409/],
  );
});
