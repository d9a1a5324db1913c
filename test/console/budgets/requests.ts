import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { seed } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(({ api }) => seed(api));

/** Each view with the most requests of it, and calls of the API among them, beside that for the session. */
const VIEWS: [path: string, requests: number, calls: number][] = [
  ['/tasks', 10, 2],
  ['/lists', 10, 2],
  ['/templates', 10, 2],
  ['/domains', 10, 2],
  // Its chart, further down, asks for a domain and its forecast.
  ['/', 13, 5],
];
/** As long as a tab that nobody looks at may be left here, in milliseconds of its own clock. */
const HIDDEN_FOR = 300_000;

/** What a page asks for, but for the fonts of the tests. */
function requestsOf(page: Page): string[] {
  const seen: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith('/fonts/')) seen.push(`${request.method()} ${pathname}`);
  });
  return seen;
}

/** As the product on AWS, which has no clock to move and no inbox. */
const withoutLocalPages = (page: Page): Promise<unknown> =>
  page.route('**/v1/session', async (route) => {
    const response = await route.fetch();
    const session = (await response.json()) as { product?: object };
    await route.fulfill({ response, json: { ...session, product: { ...session.product, features: [] } } });
  });

const isCall = (request: string): boolean => / \/v1\/(?!session$)/.test(request);

function assertFew(seen: string[], where: string, requests: number, calls: number): void {
  const asked = `${where}: ${seen.join(', ')}`;
  assert.ok(seen.length > 0 && seen.length <= requests, asked);
  assert.ok(seen.filter(isCall).length <= calls, asked);
  assert.equal(new Set(seen).size, seen.length, `the same again, ${asked}`);
}

test('a view takes few requests', async (t) => {
  await visit(place, {}, async (page) => {
    const seen = requestsOf(page);
    await page.goto(`${place.url}/sign-in`);
    await page.locator('input[name=password]').waitFor();
    t.diagnostic(`sign-in: ${seen.length} requests`);
    assertFew(seen.splice(0), 'sign-in', 10, 0);
    await signIn(place, page);
    await withoutLocalPages(page);
    for (const [path, requests, calls] of VIEWS) {
      await page.goto('about:blank');
      seen.splice(0);
      await page.goto(place.url + path);
      await page.locator('h1').waitFor();
      await page.waitForLoadState('networkidle');
      t.diagnostic(`${path}: ${seen.length} requests, ${seen.filter(isCall).length} of them calls`);
      assertFew(seen, path, requests, calls);
    }
  });
});

test('a hidden tab asks for nothing, and for everything live when it is seen again', async () => {
  await visit(place, {}, async (page) => {
    await page.clock.install();
    await page.addInitScript(() => {
      const shown = globalThis as { isHidden?: boolean };
      Object.defineProperty(document, 'visibilityState', { get: () => (shown.isHidden ? 'hidden' : 'visible') });
    });
    await signIn(place, page);
    await page.getByText('Autumn letter').first().waitFor();
    const show = (isHidden: boolean): Promise<void> =>
      page.evaluate((hidden) => {
        (globalThis as { isHidden?: boolean }).isHidden = hidden;
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      }, isHidden);
    await show(true);
    await page.waitForLoadState('networkidle');
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.url()));
    await page.clock.runFor(HIDDEN_FOR);
    assert.deepEqual(seen, []);
    const asked = page.waitForRequest(/\/v1\/tasks\/active/);
    await show(false);
    await asked;
  });
});
