import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const LIST = [
  { email: 'ann@example.com', data: { name: 'Ann' } },
  { email: 'bob@example.com', data: { city: 'Osaka' } },
];

const place = usePlace(async ({ api }) => {
  const { listId } = await api.post<{ listId: string }>('/v1/lists', { name: 'Readers' });
  await api.post('/v1/lists/{id}/recipients', { recipients: LIST }, { params: { id: listId } });
});

interface Stored {
  html: string;
  design: { v: number; lang: string; preheader: string; doc: string } | null;
}

const stored = (id: string): Promise<Stored> => place.product.api.get('/v1/templates/{id}', { params: { id } });
const mailIn = (page: Page) => page.frameLocator('iframe[src="/console/frame.html"]');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const blocks = (page: Page) => page.getByRole('textbox', { name: 'The mail in blocks' });

/** Saves, and answers the id of the template. */
async function save(page: Page): Promise<string> {
  await page.keyboard.press('Control+s');
  await page.getByText(/ is saved\.$/).waitFor();
  await page.waitForURL(/\/templates\/(?!new)/);
  await blocks(page).waitFor();
  return page.url().split('/').at(-1) ?? '';
}

/** Begins with an empty mail, and a name for its template. */
async function begin(page: Page, name: string): Promise<void> {
  await signIn(place, page, '/templates/new?start=blank');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await blocks(page).getByText('Your text.').click({ clickCount: 3 });
}

test('J5: a mail is written in blocks, saved, and opened again as it was', () =>
  visit(place, {}, async (page) => {
    await begin(page, 'Blocks');
    await page.keyboard.type('Good morning, ');
    await page.getByRole('button', { name: 'Insert a variable' }).first().click();
    await page.getByRole('combobox', { name: 'Variable' }).fill('name');
    await page.getByLabel('Where a reader has none').fill('a "good" \\ friend');
    await button(page, 'Insert').click();
    await blocks(page).getByText('name · a "good" \\ friend').waitFor();
    await blocks(page).pressSequentially('!');
    await mailIn(page).getByText('Good morning, a "good" \\ friend!').waitFor();
    await page.getByLabel('Preheader').fill('For {{ name | default: "you" }} alone');
    const id = await save(page);
    const { html, design } = await stored(id);
    assert.match(html, /Good morning, \{\{ name \| default: "a \\"good\\" \\\\ friend" \}\}!/);
    assert.match(html, /For \{\{ name \| default: "you" \}\} alone/);
    await page.reload();
    await blocks(page).getByText('Good morning,').waitFor();
    await page.getByText('All changes are saved.').waitFor();
    await blocks(page).getByText('Good morning,').click();
    await page.keyboard.press('End');
    await page.keyboard.type('?');
    await page.keyboard.press('Backspace');
    await page.getByText('Not saved yet; kept on this device.').waitFor({ state: 'detached' });
    await save(page);
    assert.deepEqual(await stored(id).then(({ html: again, design: same }) => [again, same]), [html, design]);
  }));
