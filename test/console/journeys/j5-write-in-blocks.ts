import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { DOMAIN } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const LIST = [
  { email: 'ann@example.com', data: { name: 'Ann' } },
  { email: 'bob@example.com', data: { city: 'Osaka' } },
];

const place = usePlace(async ({ api }) => {
  await api.post('/v1/domains', { domain: DOMAIN });
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

interface Inbox {
  items: { to: string; subject: string | null; mailId?: string }[];
}

test('J5: a mail is tested while it is written, and read in the inbox; nothing of it is saved', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/templates/new?start=blank');
    await page.getByLabel('Subject', { exact: true }).fill('Tea in {{ city }}');
    await blocks(page).getByText('Your text.').click({ clickCount: 3 });
    await page.keyboard.type('Only for Osaka');
    await button(page, 'Alignment: Centered').click();
    await button(page, 'Show the block only if …').click();
    await page.getByRole('combobox', { name: 'Variable' }).fill('city');
    await page.getByRole('button', { name: /^Language of the mail/ }).click();
    await page.getByRole('option', { name: 'German' }).click();
    await page.getByRole('button', { name: 'As the reader' }).click();
    await page.getByRole('option', { name: 'Readers' }).click();
    await page.getByRole('button', { name: /^Recipient/ }).click();
    await page.getByRole('option', { name: /bob@example.com/ }).click();
    await page.getByText(/^Readers without .city. get no mail.* 1 lack it, of 2 looked at\.$/).waitFor();
    await mailIn(page).getByText('Only for Osaka').waitFor();
    await button(page, 'Send a test').click();
    const dialog = page.getByRole('dialog', { name: 'Send a test' });
    await dialog.getByLabel('Sender', { exact: true }).fill(`news@${DOMAIN}`);
    await page.keyboard.press('Escape');
    await dialog.getByLabel('Addresses', { exact: true }).fill('me@example.com');
    await dialog.getByRole('button', { name: 'Send the test' }).click();
    await dialog.getByText('1 of 1 sent').waitFor();
    await dialog.getByRole('link', { name: /^See the inbox of/ }).click();
    await page.getByText('Tea in Osaka').first().click();
    await mailIn(page).getByText('Only for Osaka').waitFor();
    const { items } = await place.product.api.get<Inbox>('/_local/inbox');
    assert.deepEqual(
      items.map(({ to, subject }) => [to, subject]),
      [['me@example.com', 'Tea in Osaka']],
    );
    const { items: templates } = await place.product.api.get<{ items: { name: string }[] }>('/v1/templates');
    assert.ok(!templates.some(({ name }) => name.includes('Tea')));
  }));

/** Hostile and foreign HTML, as other programs put it on the clipboard. */
const HOSTILE = `<p style="color:red" onclick="document.title='run'">pasted <a href="javascript:document.title='run'">bad</a>
<a href="https://example.com/">good</a></p><img src="x" onerror="document.title='run'"><script>document.title='run'</script>
<iframe src="javascript:document.title='run'"></iframe><svg onload="document.title='run'"></svg>`;

test('J5: some blocks are for some readers, and what is pasted runs nothing', async () => {
  let id = '';
  await visit(place, {}, async (page) => {
    await begin(page, 'Conditions');
    await page.keyboard.type('Only for Osaka');
    await button(page, 'Show the block only if …').click();
    await page.getByRole('combobox', { name: 'Variable' }).fill('city');
    await page.getByRole('button', { name: /^Condition/ }).click();
    await page.getByRole('option', { name: 'is', exact: true }).click();
    await page.getByLabel('Value', { exact: true }).fill('Osaka');
    await blocks(page).getByText('Unsubscribe').click();
    await page.keyboard.press('End');
    await blocks(page).evaluate((mail, html) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', html);
      mail.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, HOSTILE);
    await blocks(page).getByText('good').waitFor();
    id = await save(page);
    assert.notEqual(await page.title(), 'run');
  });
  const { html, design } = await stored(id);
  assert.match(html, /\{% if city == "Osaka" %\}<p[^>]*>Only for Osaka<\/p>\s*\{% endif %\}/);
  assert.match(html, /href="https:\/\/example.com\/"[^>]*>good<\/a>/);
  assert.doesNotMatch(html + design?.doc, /javascript:|onerror|onclick|onload|<script|<iframe|<svg|color:\s?red/);
});

test('J5: blocks may be edited as code, which is one way once it is changed', () =>
  visit(place, {}, async (page) => {
    await begin(page, 'As code');
    await page.keyboard.type('In blocks');
    const id = await save(page);
    await button(page, 'Edit as code').click();
    await button(page, 'Back to the blocks').click();
    await blocks(page).getByText('In blocks').waitFor();
    await button(page, 'Edit as code').click();
    await page.locator('.ace_content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('<!-- mine -->');
    await page.getByText('The code was changed').waitFor();
    await page.keyboard.press('Control+s');
    await page
      .getByText(/ is saved\.$/)
      .first()
      .waitFor();
    await page.getByText('All changes are saved.').waitFor();
    const { html, design } = await stored(id);
    assert.match(html, /<!-- mine -->$/);
    assert.equal(design, null);
    await button(page, 'Take the blocks again').click();
    await blocks(page).getByText('In blocks').waitFor();
  }));
