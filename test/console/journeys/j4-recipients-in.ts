import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { encodeIn } from '../../support/legacy-encoder.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace();

const ROWS = [
  'メールアドレス,氏名,都道府県,メモ',
  'taro@example.jp,山田 太郎,東京都,',
  'hanako@example.jp,鈴木 花子,大阪府,常連',
  'taro@example.jp,山田 太郎,東京都,二度目',
  'これはアドレスではない,佐藤 健一,京都府,',
];

/** As Excel saves a table in Japan. */
function shiftJis(): Buffer {
  const bytes = encodeIn('shift_jis', `${ROWS.join('\r\n')}\r\n`);
  assert.ok(bytes);
  return bytes;
}

const chooseFile = (page: Page): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name: '顧客名簿.csv', mimeType: 'text/csv', buffer: shiftJis() });

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

test('a Shift_JIS file goes into a new list: found out, mapped, sent, counted', async () => {
  await visit(place, { height: 1_400 }, async (page) => {
    await signIn(place, page, '/lists');
    await press(page, 'Create list');
    await page.getByLabel('Name', { exact: true }).fill('Customers');
    await page.getByRole('dialog').getByRole('button', { name: 'Create list' }).click();
    await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
    await page.getByRole('link', { name: 'Import a file' }).click();

    await page.getByRole('heading', { level: 1, name: /Import into/ }).waitFor();
    await press(page, 'Next');
    await page.getByText('Choose a file first.').waitFor();
    await chooseFile(page);
    await page.getByText('顧客名簿.csv').first().waitFor();
    await press(page, 'Next');

    await page.getByText('Japanese (Shift_JIS)').waitFor();
    await page.getByRole('cell', { name: '鈴木 花子' }).first().waitFor();
    await page.getByLabel('What 氏名 is called in templates'.replace('氏名', '\u2068氏名\u2069')).fill('name');
    await page.getByRole('button', { name: /What .メモ. becomes/ }).click();
    await page.getByRole('option', { name: 'Leave out' }).click();
    await press(page, 'Next');

    await page.getByText('name · 都道府県').waitFor();
    await press(page, 'Begin the import');
    await page.getByText('finished').first().waitFor();
    const bad = page.getByRole('grid', { name: 'The first rows that were not taken as they are' });
    await bad.getByText('これはアドレスではない · 佐藤 健一').waitFor();
    await bad.getByText('Is no e-mail address').waitFor();
    await page.getByRole('link', { name: 'Download these rows as CSV' }).waitFor();
    await page.getByRole('link', { name: 'To the list' }).click();

    await page.getByRole('rowheader', { name: 'taro@example.jp' }).waitFor();
    await page.getByRole('gridcell', { name: '山田 太郎' }).waitFor();

    // The next file for this list is mapped as this one was.
    await page.getByRole('link', { name: 'Import a file' }).click();
    await chooseFile(page);
    await page.getByText('顧客名簿.csv').first().waitFor();
    await press(page, 'Next');
    const name = page.getByLabel('What \u2068氏名\u2069 is called in templates');
    await name.waitFor();
    assert.equal(await name.inputValue(), 'name');
    await page
      .getByRole('button', { name: /What .メモ. becomes/ })
      .getByText('Leave out')
      .waitFor();
  });
});

test('a list is filled by hand; who is removed comes back by undo', async () => {
  const { listId } = await place.product.api.post<{ listId: string }>('/v1/lists', { name: 'By hand' });
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/lists/${listId}`);
    await page.getByText('Nobody is in this list yet').waitFor();
    await press(page, 'Add recipients');
    await page.getByLabel('Addresses').fill('Ann <ann@example.com>\nnobody');
    await press(page, 'Add 2 recipients');
    await page.getByText('These are no addresses').waitFor();
    assert.equal(await page.getByLabel('Addresses').inputValue(), 'nobody');
    await press(page, 'Back');
    await page.getByRole('rowheader', { name: 'ann@example.com' }).waitFor();
    await page.getByRole('button', { name: /Actions of .ann@example.com/ }).click();
    await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
    await page.getByText('Nobody is in this list yet').waitFor();
    await press(page, 'Undo');
    await page.getByRole('rowheader', { name: 'ann@example.com' }).waitFor();
  });
});
