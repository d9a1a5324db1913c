import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../harness/browser.ts';
import { seed } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(({ api }) => seed(api));

const field = (page: Page) => page.getByRole('banner').getByRole('combobox', { name: 'Find' });

test('Ctrl-K and an address lead to the person, with a keyboard alone, also on a phone', async () => {
  for (const width of [1280, 390]) {
    await visit(place, { width }, async (page) => {
      await signIn(place, page);
      await page.keyboard.press('Control+k');
      await field(page).waitFor();
      await page.keyboard.type('reader1@example.com');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/people\?q=reader1%40example.com$/);
      await page.getByText('name: R1').waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
    });
  }
});

test('pages, tasks, lists and templates are found by a part of their names', async () => {
  const named: [typed: string, option: RegExp, path: RegExp][] = [
    ['calen', /Calendar/, /\/calendar$/],
    ['autumn', /Autumn letter/, /\/tasks\/\d+$/],
    ['readers', /^Readers/, /\/lists\/\d+$/],
    ['hell', /^Hello/, /\/templates\/\d+$/],
  ];
  await visit(place, {}, async (page) => {
    await signIn(place, page);
    for (const [typed, option, path] of named) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await page.getByRole('option', { name: option }).waitFor();
      if (typed === 'autumn') assert.deepEqual(await accessibilityFaults(page), []);
      // The first entry is for the text itself.
      while (!(await isHighlighted(page, option))) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(path);
      assert.equal(await field(page).inputValue(), '');
    }
    await page.keyboard.press('Meta+k');
    await page.keyboard.type('letter');
    await page.getByRole('option', { name: /Find tasks with/ }).click();
    await page.waitForURL(/\/tasks\?tab=all&q=letter$/);
  });
});

const isHighlighted = async (page: Page, name: RegExp): Promise<boolean> => {
  const id = await field(page).getAttribute('aria-activedescendant');
  if (id === null || id === '') return false;
  return name.test((await page.locator(`[id="${id}"]`).textContent()) ?? '');
};

test('a reader of a task is found by reason and address, and leads to their mail and to the person', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page);
    await page.getByRole('link', { name: 'Autumn letter' }).click();
    await page.getByRole('tab', { name: 'Readers' }).click();
    const panel = page.getByRole('tabpanel');
    await panel
      .getByRole('button', { name: /Open the mail/ })
      .first()
      .click();
    const mail = page.frameLocator('iframe[src="/console/frame.html"]');
    await mail.getByText(/Good morning, R\d+\./).waitFor();
    await panel.getByRole('button', { name: /^Reason/ }).click();
    await page.getByRole('option', { name: 'Has unsubscribed.' }).click();
    await page.getByText('No reader matches the filter').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await panel.getByRole('rowheader').getByRole('link').first().click();
    await page.getByText(/has got .*Autumn letter/).waitFor();
  });
});
