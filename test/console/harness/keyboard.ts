import type { Locator, Page } from 'playwright-core';

/** More steps than any page of the console has places to stop at. */
const MOST_STEPS = 150;

/** Moves the focus with Tab to what is wanted, as somebody without a mouse does. Throws where no way leads there. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not get there');
}

/** Opens a drop-down, finds an option by its text, and takes it. */
export async function pick(page: Page, dropDown: Locator, option: string): Promise<void> {
  await tabTo(page, dropDown);
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: option }).first().waitFor();
  await page.keyboard.type(option);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}
