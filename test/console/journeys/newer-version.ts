import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type ConsoleFile, type ConsoleFiles, readConsole } from '../../../lambdas/console/files.ts';
import { startFront } from '../harness/front.ts';
import { type Place, signIn, usePlace, visit } from '../harness/visit.ts';

const { CONSOLE_DIST = 'console/.dist/test' } = process.env;
const place = usePlace();
/** A little more than the five minutes in which a page asks once: its clock rounds. */
const ALLOWED_AGAIN = 5 * 60_000 + 1_000;
/** Files of the old version are not there any more. */
const FAILURES = [/404/, /Failed to fetch dynamically imported module/];

/** The build under other names, as the next version has them: not one of its scripts is that of the version before. */
function nextVersion({ byPath, frameScript }: ConsoleFiles): ConsoleFiles {
  const renamed = (text: string): string => text.replace(/-([0-9A-Z]{8})\.js\b/g, '-NEXT$1.js');
  const files = [...byPath].map(([path, file]): [string, ConsoleFile] => {
    if (!/\.(js|html)$/.test(path) || path === 'frame.html') return [path, file];
    return [renamed(path), { plain: Buffer.from(renamed(file.plain.toString())), br: null, gzip: null }];
  });
  return { byPath: new Map(files), frameScript };
}

/** A visit during which the next version can be deployed. */
async function visitBefore(look: (page: Page, at: Place, deploy: () => void) => Promise<void>): Promise<void> {
  const files = readConsole(CONSOLE_DIST);
  const front = await startFront(place.product.url, CONSOLE_DIST);
  const at = { ...place, url: `${front.url}/console` };
  try {
    await visit(at, {}, (page) => look(page, at, () => front.deploy(nextVersion(files))), FAILURES);
  } finally {
    front.stop();
  }
}

const versionOf = (page: Page): Promise<string | null> =>
  page.locator('script[src*="/assets/main-"]').first().getAttribute('src');

const choose = async (page: Page, language: string): Promise<void> => {
  await page.getByRole('button', { name: /^Language/ }).click();
  await page.getByRole('menuitem', { name: language }).click();
};

test('a page that is looked at again learns of a newer version, seldom asks for it, and loads it when told', async () => {
  await visitBefore(async (page, at, deploy) => {
    await page.clock.install();
    await signIn(at, page, '/lists');
    const asked: number[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname === '/console/') asked.push(response.status());
    });
    const focus = (): Promise<void> => page.evaluate(() => void dispatchEvent(new Event('focus')));
    await focus();
    assert.deepEqual(asked, []);
    await page.clock.runFor(ALLOWED_AGAIN);
    const same = page.waitForResponse(`${at.url}/`);
    await focus();
    await same;
    await focus();
    assert.equal(asked.length, 1);
    deploy();
    await page.clock.runFor(ALLOWED_AGAIN);
    await focus();
    await page.getByText('A new version is here.').waitFor();
    await page.getByRole('button', { name: 'Load the new version' }).click();
    await page.getByText('A new version is here.').waitFor({ state: 'detached' });
    assert.match((await versionOf(page)) ?? '', /-NEXT/);
  });
});

test('a script that only the old version had loads the page anew, once', async () => {
  await visitBefore(async (page, at, deploy) => {
    await signIn(at, page, '/lists');
    deploy();
    await choose(page, '中文');
    await page.getByRole('heading', { level: 1, name: '收件人列表' }).waitFor();
    assert.match((await versionOf(page)) ?? '', /-NEXT/);
  });
});

test('where something is typed, the page stays, and says that there is a newer version', async () => {
  await visitBefore(async (page, at, deploy) => {
    await signIn(at, page, '/lists');
    const typed = page.locator('main input').first();
    await typed.fill('Typed');
    deploy();
    await choose(page, '日本語');
    await page.getByText('A new version is here.').waitFor();
    assert.equal(await typed.inputValue(), 'Typed');
    assert.doesNotMatch((await versionOf(page)) ?? '', /-NEXT/);
  });
});
