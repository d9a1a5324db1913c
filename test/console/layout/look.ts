import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { accessibilityFaults, openContext, type Reports } from '../harness/browser.ts';
import { clippedTexts } from '../harness/clipped.ts';
import { seed } from '../harness/seed.ts';
import { signIn, usePlace } from '../harness/visit.ts';
import { PAGES } from './pages.ts';

/** Pictures for people to look at. */
const PICTURES = join(import.meta.dirname, '..', '..', '..', 'bench', 'results', 'console');
const { CONSOLE_LANGUAGES = 'en', CONSOLE_PAGES = '' } = process.env;
const LANGUAGES = CONSOLE_LANGUAGES.split(',');
const PAGE_NAMES = CONSOLE_PAGES.split(',');
const MODES = ['light', 'dark'] as const;
const WIDTHS = [1440, 768, 390, 320];
/** axe takes most of the time. Where only English is looked at, it sees each page as a wide and as a narrow one. */
const AXE_WIDTHS = LANGUAGES.length > 1 ? { light: WIDTHS, dark: WIDTHS } : { light: [1440], dark: [390] };
const HEIGHT = 900;

const place = usePlace(({ api }) => seed(api));
const chosen = PAGES.filter(({ name }) => CONSOLE_PAGES === '' || PAGE_NAMES.includes(name));

// One browser for all. The two modes are looked at side by side, each by a visitor who signs in once.
describe('layout', { concurrency: MODES.length }, () => {
  for (const language of LANGUAGES)
    for (const mode of MODES) describe(`in ${language}, ${mode}`, { concurrency: 1 }, () => lookAtAll(language, mode));
});

function lookAtAll(language: string, mode: (typeof MODES)[number]): void {
  let context: BrowserContext;
  let page: Page;
  let reports: Reports;
  before(async () => {
    await mkdir(PICTURES, { recursive: true });
    ({ context, reports } = await openContext(place.browser, { language, mode }));
    page = await context.newPage();
  });
  after(() => context.close());

  test('sign-in', async () => {
    await page.goto(`${place.url}/sign-in`);
    await page.locator('h1').waitFor();
    await lookAt(page, `sign-in-${language}-${mode}`, AXE_WIDTHS[mode]);
    await signIn(place, page);
  });
  for (const { name, path, ready } of chosen) {
    test(name, async () => {
      await page.setViewportSize({ width: 1440, height: HEIGHT });
      await page.goto(place.url + path);
      await ready(page);
      await lookAt(page, `${name}-${language}-${mode}`, AXE_WIDTHS[mode]);
      assert.deepEqual(reports.splice(0), []);
    });
  }
}

/** At each width: nothing reaches over the edge or is cut, axe finds no fault; leaves a picture. */
async function lookAt(page: Page, name: string, axeWidths: number[]): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await settled(page);
    await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`) });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name} is ${over} pixels too wide at ${width}`);
    assert.deepEqual(await clippedTexts(page), [], `${name} at ${width}`);
    if (axeWidths.includes(width)) assert.deepEqual(await accessibilityFaults(page), [], `${name} at ${width}`);
  }
}

/** Two frames without a change of the layout: observers of sizes have had their say. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
