/**
 * Makes the pictures of the console in `docs/pictures/`, from the product as `npm start` runs it, with a campaign that
 * is parked: `npm run screenshots`. They are light, small, and in English.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, openContext } from './harness/browser.ts';
import { startFront } from './harness/front.ts';
import { startProduct } from './harness/product.ts';
import { DOMAIN, type Made, recipientsOf, untilStatus } from './harness/seed.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PICTURES = join(ROOT, 'docs', 'pictures');
const DIST = join(ROOT, 'console', '.dist', 'test');
const SIZE = { width: 1_120, height: 700 };

const { status } = spawnSync(process.execPath, ['scripts/build-console.ts', DIST], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
mkdirSync(PICTURES, { recursive: true });

const product = await startProduct();
const { api } = product;
const front = await startFront(product.url, DIST);
const browser = await launchBrowser();
try {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  for (let n = 0; n < 2; n++) {
    const recipients = recipientsOf(2_000).slice(n * 1_000, (n + 1) * 1_000);
    await api.post('/v1/lists/{id}/recipients', { recipients }, { params: { id: listId } });
  }
  const template = { name: 'Autumn letter', subject: 'Tea for rainy days', html: '<p>Good morning, {{ name }}.</p>' };
  const { templateId } = await api.post<Made>('/v1/templates', template);
  const task = { type: 'immediate', name: 'Autumn letter', from: `News <news@${DOMAIN}>`, templateId, listId };
  const { taskId } = await api.post<Made>('/v1/tasks', task);
  await untilStatus(api, taskId, 'paused');

  const { context } = await openContext(browser, SIZE);
  const page = await context.newPage();
  const { code } = await api.post<{ code: string }>('/v1/sign-in-codes');
  await page.goto(`${front.url}/console/sign-in#code=${code}`);
  await page.locator('h1').waitFor();
  await picture(page, `/tasks/${taskId}`, 'console-task', () => page.getByRole('application').first().waitFor());
  await picture(page, '/', 'console-overview', () => page.getByText('Autumn letter').first().waitFor());
} finally {
  await browser.close();
  front.stop();
  await product.stop();
}

/** Of what is visible of a page without scrolling. */
async function picture(page: Page, path: string, name: string, ready: () => Promise<void>): Promise<void> {
  await page.goto(`${front.url}/console${path}`);
  await ready();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}
