import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from '../harness/browser.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace();

interface Key {
  keyId: string;
  name: string;
  sessions: number;
}

const keys = async (): Promise<Key[]> => (await place.product.api.get<{ items: Key[] }>('/v1/api-keys')).items;

/** Ends the session under a page, as its end or an admin does. */
const endSession = (page: Page): Promise<void> => page.context().clearCookies();

const askedAgain = (page: Page) => page.getByRole('dialog', { name: 'Sign in again' });

async function signInAgain(page: Page): Promise<void> {
  await askedAgain(page).locator('input[name=password]').fill(place.product.apiKey);
  await page.keyboard.press('Enter');
  await askedAgain(page).waitFor({ state: 'detached' });
}

test('a session that ends while a form is filled in is begun anew over it, and what was typed is made once', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/settings?tab=keys');
    await page.getByRole('button', { name: 'Make a key' }).click();
    const form = page.getByRole('dialog', { name: 'Make a key' });
    await form.getByLabel('Name').fill('Kept');
    const sent: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/api-keys')) {
        sent.push(request.headers()['idempotency-key']);
      }
    });
    await endSession(page);
    await form.getByRole('button', { name: 'Make a key' }).click();
    await askedAgain(page).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(await form.getByLabel('Name').inputValue(), 'Kept');
    await signInAgain(page);
    await page.getByRole('dialog').getByLabel('API key').waitFor();
    assert.equal(sent.length, 2);
    assert.equal(sent[0], sent[1]);
    assert.equal((await keys()).filter(({ name }) => name === 'Kept').length, 1);
  });
});

test('a session that is found at its end by a look at it leaves the page there, and may be begun later', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/lists');
    await page.getByRole('button', { name: 'Create list' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('Typed');
    await endSession(page);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await askedAgain(page).waitFor();
    await askedAgain(page).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create list' }).click();
    await page.getByText('You are not signed in any more.').first().waitFor();
    assert.equal(await page.getByRole('dialog').getByLabel('Name').inputValue(), 'Typed');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signInAgain(page);
    assert.equal(new URL(page.url()).pathname, '/console/lists');
  });
});

test('a page that is used renews its session before it runs out, and tells other tabs', async () => {
  await visit(place, {}, async (page) => {
    await page.clock.install();
    const context = page.context();
    // As of a stack, whose sessions last hours; the new one lasts as long as those of one machine.
    let isOld = true;
    await context.route('**/v1/session', async (route) => {
      if (route.request().method() !== 'GET' || !isOld) return route.fallback();
      const response = await route.fetch();
      if (!response.ok()) return route.fulfill({ response });
      const session = (await response.json()) as { now: string };
      const expiresAt = new Date(Date.parse(session.now) + 5 * 3_600_000).toISOString();
      return route.fulfill({ response, json: { ...session, expiresAt } });
    });
    await signIn(place, page, '/lists');
    const [before] = await context.cookies();
    const renewed = page.waitForResponse(/\/v1\/session\/renew$/);
    await page.clock.runFor(60_000);
    assert.equal((await renewed).status(), 200);
    isOld = false;
    const [after] = await context.cookies();
    assert.notEqual(after?.value, before?.value);
    const again: string[] = [];
    page.on('request', (request) => again.push(new URL(request.url()).pathname));
    await page.clock.runFor(120_000);
    assert.ok(!again.includes('/v1/session/renew'));
  });
});

test('a sign-out is one in every tab, and drops what was typed', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/lists');
    const other = await page.context().newPage();
    await other.goto(`${place.url}/tasks`);
    await other.locator('h1').waitFor();
    await page.evaluate(() => localStorage.setItem('draft:/tasks/new:local', '{}'));
    await page.getByRole('button', { name: 'Your key: local' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const tab of [page, other]) await tab.waitForURL(`${place.url}/sign-in`);
    assert.equal(await page.evaluate(() => localStorage.getItem('draft:/tasks/new:local')), null);
    // A sign-in is one in every tab, too.
    await page.locator('input[name=password]').fill(place.product.apiKey);
    await page.keyboard.press('Enter');
    for (const tab of [page, other]) await tab.waitForURL(`${place.url}/`);
  });
});

test('an admin sees who is signed in, and ends the sessions of a key but for the own one', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/settings?tab=keys');
    await visit(place, {}, async (elsewhere) => {
      await signIn(place, elsewhere, '/lists');
      await page.reload();
      await page.getByRole('button', { name: /End sessions of .local.$/ }).click();
      const question = page.getByRole('dialog', { name: 'Sign out every browser of this key?' });
      await question.getByText(/within a minute, but not you here/).waitFor();
      assert.deepEqual(await accessibilityFaults(page), []);
      await question.getByRole('button', { name: 'End sessions' }).click();
      await page.getByText(/The sessions of .local. end within a minute/).waitFor();
      await page.getByRole('gridcell', { name: '1 browser', exact: true }).waitFor();
      await elsewhere.getByRole('link', { name: 'Templates' }).click();
      await askedAgain(elsewhere).waitFor();
    });
    assert.equal((await keys()).find(({ name }) => name === 'local')?.sessions, 1);
  });
});
