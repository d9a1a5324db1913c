import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openContext, type Visit } from './browser.ts';
import { startFront } from './front.ts';
import { type Product, startProduct } from './product.ts';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;

/** A product, its console and a browser, for the tests of one file. */
export interface Place {
  product: Product;
  /** Where the console is, without a slash at the end. */
  url: string;
  browser: Browser;
}

/** What of `Place` is there once the first test begins. */
export function usePlace(
  prepare: (product: Product) => Promise<void> = async () => undefined,
  options: { isKept?: boolean } = {},
): Place {
  const place = {} as Place;
  let stopFront = (): void => undefined;
  before(async () => {
    place.product = await startProduct(options);
    await prepare(place.product);
    const front = await startFront(place.product.url, CONSOLE_DIST);
    stopFront = front.stop;
    place.url = `${front.url}/console`;
    place.browser = await launchBrowser();
  });
  after(async () => {
    await place.browser?.close();
    stopFront();
    await place.product?.stop();
  });
  return place;
}

/**
 * Visits the console, and throws afterwards if the browser reported a fault or a breach of the policy. `expected`:
 * reports of what the visit provokes, such as an answer that is an error.
 */
export async function visit(
  place: Place,
  as: Visit,
  look: (page: Page) => Promise<void>,
  expected: readonly RegExp[] = [],
): Promise<void> {
  const { context, reports } = await openContext(place.browser, as);
  try {
    const page = await context.newPage();
    await look(page);
    const faults = reports.filter((report) => !expected.some((pattern) => pattern.test(report)));
    if (faults.length > 0) throw new Error(`the browser reports:\n${faults.join('\n')}`);
  } finally {
    // A style sheet that is still on its way is no fault of who leaves.
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
}

/** Signs in with the key that the product made, as a person does. `path`: below `/console`. */
export async function signIn(place: Place, page: Page, path = '/tasks'): Promise<void> {
  await page.goto(place.url + path);
  await page.locator('input[name=password]').fill(place.product.apiKey);
  await page.locator('button[type=submit]').click();
  await page.locator('h1').waitFor();
  await page.waitForURL(place.url + path);
}
