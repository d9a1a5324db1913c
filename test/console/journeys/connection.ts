import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { accessibilityFaults } from '../harness/browser.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(undefined, { isKept: true });

/** What a browser logs of calls that fail here on purpose. */
const FAILURES = [/502/, /503/, /429/, /500/, /ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/];

const openForm = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Create list' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('Kept');
};
const submit = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Create list' });

const problem = (status: number, code: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ code, status, detail: code, requestId: 'req-1' }),
});

test('without a network a page says of when it is, asks for nothing, and changes nothing', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await page.clock.install();
      await signIn(place, page, '/lists');
      await openForm(page);
      await page.context().setOffline(true);
      await page
        .getByText(/This device has no network\. You see the state of today/)
        .first()
        .waitFor();
      assert.equal(await submit(page).getAttribute('aria-disabled'), 'true');
      assert.deepEqual(await accessibilityFaults(page), []);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.clock.runFor(120_000);
      assert.deepEqual(asked, []);
      await page.context().setOffline(false);
      await page
        .getByText(/This device has no network/)
        .first()
        .waitFor({ state: 'detached' });
      await submit(page).click();
      await page.getByText(/Kept. is there/).waitFor();
    },
    FAILURES,
  );
});

test('while the server does not answer, what is known stays, says of when it is, and comes back by itself', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await page.clock.install();
      await signIn(place, page, '/tasks');
      await page.waitForLoadState('networkidle');
      await place.product.kill();
      const state = page.getByText(/You see the state of today/).first();
      for (let looks = 0; looks < 40 && !(await state.isVisible()); looks++) await page.clock.runFor(5_000);
      await state.waitFor();
      await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
      await place.product.restart();
      await page.getByRole('button', { name: 'Try again' }).click();
      await page
        .getByText(/You see the state of/)
        .first()
        .waitFor({ state: 'detached' });
    },
    FAILURES,
  );
});

test('a fault of the server is shown with the number of the request, after two more tries, and is tried again', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await page.clock.install();
      await signIn(place, page, '/tasks');
      let calls = 0;
      await page.route(/\/v1\/lists/, (route: Route) => {
        calls++;
        return route.fulfill(problem(500, 'internal-error'));
      });
      await page.getByRole('link', { name: 'Lists', exact: true }).click();
      await page.clock.runFor(1_500);
      await page.clock.runFor(4_000);
      await page.getByText(/The server could not do this.*req-1/).waitFor();
      assert.equal(calls, 3);
      await page.unroute(/\/v1\/lists/);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('button', { name: 'Create list' }).first().waitFor();
    },
    FAILURES,
  );
});

test('a read that came too soon waits as long as it is told; a write counts the seconds down', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await page.clock.install();
      await signIn(place, page, '/tasks');
      let reads = 0;
      await page.route(/\/v1\/lists/, (route: Route) => {
        if (route.request().method() === 'GET' && ++reads > 1) return route.fallback();
        return route.fulfill({ ...problem(429, 'rate-limited'), headers: { 'retry-after': '20' } });
      });
      await page.getByRole('link', { name: 'Lists', exact: true }).click();
      await page.clock.runFor(19_000);
      assert.equal(reads, 1);
      await page.clock.runFor(2_000);
      await openForm(page);
      await submit(page).click();
      await page
        .getByText(/Too many calls at once\. Possible again in 20 s/)
        .first()
        .waitFor();
      await page.clock.runFor(5_000);
      await page
        .getByText(/Possible again in 1[45] s/)
        .first()
        .waitFor();
    },
    FAILURES,
  );
});

test('a page that throws leaves the shell, which leads to another', async () => {
  await visit(
    place,
    {},
    async (page) => {
      await signIn(place, page, '/tasks');
      // An answer that is not as the API makes it.
      await page.route(/\/v1\/lists/, (route: Route) => route.fulfill({ json: { items: [{}], nextCursor: null } }));
      await page.getByRole('link', { name: 'Lists', exact: true }).click();
      await page.getByText('Unexpected error').waitFor();
      await page.getByRole('link', { name: 'Templates', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor();
    },
    [/./],
  );
});
