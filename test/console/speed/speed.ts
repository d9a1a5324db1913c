import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { openContext } from '../harness/browser.ts';
import { Budgets, p95 } from '../harness/budget.ts';
import { type Made, recipientsOf, seed, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace } from '../harness/visit.ts';
import { keptBy, observeVitals, slowDown, type Vitals, vitalsOf } from '../harness/vitals.ts';

/** As a phone of the middle class is slower than a desk. */
const SLOWER = 4;
const TASKS = 10_000;
const PAGES = 100;
/** Calls at a time that make tasks. */
const CALLERS = 8;
const MONTH = 30 * 86_400_000;

const place = usePlace(({ api }) => seed(api));
const budgets = new Budgets();
let page: Page;
let session: CDPSession;

// In a suite: what is outside of one does not wait for the browser.
describe('speed', () => {
  before(async () => {
    const { context } = await openContext(place.browser, { width: 1440, height: 900 });
    page = await context.newPage();
    await observeVitals(page);
    session = await context.newCDPSession(page);
  });
  after(() => console.log(`\n${budgets.table()}\n`));
  test('the largest thing is painted soon', paintsSoon);
  test('clicks and keys are answered soon, and nothing moves by itself', answersSoon);
  test('little is kept once a campaign was watched to its end', keepsLittle);
  test(`${TASKS} tasks: the first page comes soon, and many pages leave nothing behind`, turnsPages);
});

/** Loads a page and answers when it painted its largest thing. `isFirst`: with nothing of it in the cache. */
async function lcpOf(path: string, isFirst: boolean): Promise<number> {
  if (isFirst) await session.send('Network.clearBrowserCache');
  await page.goto('about:blank');
  await page.goto(place.url + path);
  await page.locator('main h1').waitFor();
  await page.waitForLoadState('networkidle');
  return (await vitalsOf(page)).lcp;
}

async function paintsSoon(): Promise<void> {
  await signIn(place, page);
  await lcpOf('/tasks', true);
  budgets.take('LCP, first visit', await lcpOf('/tasks', true), 800, 'ms');
  budgets.take('LCP, second visit', await lcpOf('/tasks', false), 800, 'ms');
  await slowDown(session, SLOWER);
  budgets.take(`LCP, first visit, CPU ÷ ${SLOWER}`, await lcpOf('/tasks', true), 2_000, 'ms');
  budgets.take(`LCP, second visit, CPU ÷ ${SLOWER}`, await lcpOf('/tasks', false), 2_000, 'ms');
}

/** What somebody does on a page; `path`: where it is. */
const TOURS: [path: string, tour: () => Promise<void>][] = [
  ['/tasks?tab=all', filterTasks],
  ['/tasks', readTask],
  ['/tasks/new', fillTask],
  ['/lists', readList],
  ['/templates/new?start=html', typeCode],
];

async function answersSoon(): Promise<void> {
  await slowDown(session, SLOWER);
  const seen: Vitals[] = [];
  for (const [path, tour] of TOURS) {
    await page.goto(place.url + path);
    await page.locator('main h1').waitFor();
    await page.waitForLoadState('networkidle');
    await tour();
    seen.push(await vitalsOf(page));
  }
  await slowDown(session, 1);
  const interactions = seen.flatMap((vitals) => vitals.interactions);
  assert.ok(interactions.length >= TOURS.length, `only ${interactions.length} interactions were seen`);
  budgets.take(`INP, p95 of ${interactions.length}, CPU ÷ ${SLOWER}`, p95(interactions), 400, 'ms');
  budgets.take('CLS, the most of a page', Math.max(...seen.map(({ cls }) => cls)), 0.02, '');
}

async function filterTasks(): Promise<void> {
  const filter = page.locator('main input').first();
  await filter.pressSequentially('Autumn');
  await filter.press('Escape');
  for (const tab of await page.getByRole('tab').all()) await tab.click();
}

async function readTask(): Promise<void> {
  await page.getByRole('link', { name: 'Autumn letter' }).click();
  await page.getByRole('heading', { level: 1, name: 'Autumn letter' }).waitFor();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await page.getByRole('tabpanel').first().waitFor();
  }
  await page.getByRole('button', { name: 'Actions', exact: true }).click();
  await page.getByRole('menuitem').first().waitFor();
}

async function fillTask(): Promise<void> {
  await page.locator('main input[type=text]').first().pressSequentially('Winter letter');
  for (const radio of await page.getByRole('radio').all()) await radio.click();
}

async function readList(): Promise<void> {
  await page.getByRole('link', { name: 'Readers' }).click();
  await page.getByText('@example.com').first().waitFor();
  const next = page.getByRole('button', { name: 'Next page' }).first();
  for (let n = 0; n < 5; n++) await next.click();
}

async function typeCode(): Promise<void> {
  await page.locator('.ace_content').first().click();
  await page.keyboard.type('<p>Good morning, {{ name }}.</p>');
}

async function keepsLittle(): Promise<void> {
  const { api } = place.product;
  const { items } = await api.get<{ items: (Made & { name: string })[] }>('/v1/tasks', { query: { limit: 100 } });
  const watched = items.find(({ name }) => name === 'Autumn letter');
  assert.ok(watched);
  await page.goto(`${place.url}/tasks/${watched.taskId}`);
  await page.getByText('go on').first().waitFor();
  for (let day = 0; day < 2; day++) await api.post('/_local/clock', { advance: 'PT24H' });
  await untilStatus(api, watched.taskId, 'finished');
  await page.getByText('1,200 of 1,200').first().waitFor();
  const { megabytes } = await keptBy(session, page);
  budgets.take('JS heap after a campaign was watched', megabytes, 60, 'MB');
}

async function makeTasks(api: ApiClient): Promise<void> {
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Few' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(1) }, { params: { id: listId } });
  const { items } = await api.get<{ items: Made[] }>('/v1/templates');
  const startAt = new Date(Date.now() + 6 * MONTH).toISOString();
  const task = { type: 'timed', from: 'news@news.example.com', templateId: items[0]?.templateId, listId, startAt };
  let left = TASKS;
  const caller = async (): Promise<void> => {
    while (left-- > 0) {
      await api.post('/v1/tasks', { ...task, name: `Letter ${left}` });
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** Turns pages one way, each once the one before is there. */
async function turn(button: 'Next page' | 'Previous page', times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    const before = await page.getByRole('row').nth(1).textContent();
    await page.getByRole('button', { name: button }).first().click();
    await page.waitForFunction((text) => {
      const first = document.querySelectorAll('main tbody tr')[0]?.textContent;
      return first != null && first !== text;
    }, before);
  }
}

async function turnsPages(): Promise<void> {
  await makeTasks(place.product.api);
  await page.goto(`${place.url}/tasks?tab=all`);
  await page.getByRole('row').nth(1).waitFor();
  const took = await page.evaluate(() => {
    const asked = performance.getEntriesByType('resource').filter(({ name }) => /\/v1\/tasks\?/.test(name));
    return Math.max(...asked.map(({ duration }) => duration));
  });
  budgets.take(`${TASKS} tasks: the call for the first page`, took, 500, 'ms');
  await turn('Next page', PAGES);
  await turn('Previous page', PAGES);
  const { megabytes, nodes } = await keptBy(session, page);
  budgets.take(`${PAGES} pages back and forth: elements`, nodes, 4_000, '');
  budgets.take(`${PAGES} pages back and forth: JS heap`, megabytes, 60, 'MB');
}
