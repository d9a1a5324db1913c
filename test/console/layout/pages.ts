import type { Page } from 'playwright-core';

/**
 * A page to look at. `path`: below `/console`; `ready` resolves once all of it is there. `of`: the route of the page,
 * where its path has ids in it, which links of another page know.
 */
interface Shown {
  name: string;
  path: string;
  of?: string;
  ready: (page: Page) => Promise<void>;
}

/** Each page, and what is on it when it is whole. */
export const PAGES: Shown[] = [
  { name: 'overview', path: '/', ready: (page) => page.getByText('Autumn letter').first().waitFor() },
  { name: 'inbox', path: '/local/inbox', ready: (page) => page.getByText('Hello').first().waitFor() },
  {
    name: 'mail',
    path: '/local/inbox',
    of: '/local/inbox/$id',
    ready: async (page) => {
      await page.getByRole('link', { name: 'Hello' }).first().click();
      await page.locator('main iframe').first().waitFor();
    },
  },
  { name: 'clock', path: '/local/clock', ready: (page) => page.locator('form').first().waitFor() },
  { name: 'account', path: '/settings', ready: (page) => page.locator('main h2').nth(2).waitFor() },
  { name: 'keys', path: '/settings?tab=keys', ready: (page) => page.getByRole('gridcell').first().waitFor() },
  { name: 'webhooks', path: '/settings?tab=webhooks', ready: (page) => page.getByRole('button').nth(4).waitFor() },
  { name: 'browser', path: '/settings?tab=browser', ready: (page) => page.locator('main h2').first().waitFor() },
  { name: 'tasks', path: '/tasks', ready: (page) => page.getByText('Autumn letter').first().waitFor() },
  { name: 'all-tasks', path: '/tasks?tab=all', ready: (page) => page.getByText('Autumn letter').first().waitFor() },
  ...['', 'readers', 'results', 'content', 'log'].map((tab) => ({
    name: `task-${tab === '' ? 'progress' : tab}`,
    path: '/tasks',
    of: '/tasks/$taskId',
    ready: (page: Page) => openTask(page, tab),
  })),
  { name: 'new-task', path: '/tasks/new', ready: (page) => page.locator('main h2').nth(2).waitFor() },
  { name: 'edit-task', path: '/tasks', of: '/tasks/$taskId/edit', ready: editTask },
  { name: 'domains', path: '/domains', ready: (page) => page.getByText('news.example.com').first().waitFor() },
  {
    name: 'domain-dns',
    of: '/domains/$domain',
    path: '/domains/news.example.com',
    ready: (page) => page.getByText('_dmarc.news.example.com').first().waitFor(),
  },
  {
    name: 'domain-warm-up',
    path: '/domains/news.example.com?tab=warm-up',
    ready: (page) => page.getByText('Autumn letter').first().waitFor(),
  },
  { name: 'calendar', path: '/calendar', ready: (page) => page.getByText('news.example.com').first().waitFor() },
  { name: 'statistics', path: '/statistics', ready: (page) => page.locator('main h2').first().waitFor() },
  { name: 'senders', path: '/senders', ready: (page) => page.locator('h1').first().waitFor() },
  { name: 'lists', path: '/lists', ready: (page) => page.getByRole('link', { name: 'Readers' }).waitFor() },
  { name: 'list', path: '/lists', of: '/lists/$listId', ready: (page) => openList(page) },
  {
    name: 'import',
    path: '/lists',
    of: '/lists/$listId/import',
    ready: async (page) => {
      await openList(page);
      await page.goto(`${page.url()}/import`);
      await page.locator('main input[type=file]').first().waitFor({ state: 'attached' });
    },
  },
  { name: 'suppressions', path: '/suppressions', ready: (page) => page.locator('h1').first().waitFor() },
  {
    name: 'person',
    path: '/people?q=reader1%40example.com',
    ready: (page) => page.getByText('Autumn letter').first().waitFor(),
  },
  { name: 'templates', path: '/templates', ready: (page) => page.getByText('Hello').first().waitFor() },
  { name: 'new-template', path: '/templates/new', ready: (page) => page.locator('main h2').first().waitFor() },
  {
    name: 'template',
    path: '/templates',
    of: '/templates/$templateId',
    ready: async (page) => {
      await page.getByRole('link', { name: 'Hello' }).click();
      await page.locator('.ace_content').waitFor();
    },
  },
  { name: 'send-test', path: '/send-test', ready: (page) => page.locator('form').first().waitFor() },
  { name: 'design', path: '/templates/new?start=newsletter', ready: (page) => page.locator('.mail-editor').waitFor() },
  { name: 'own-html', path: '/templates/new?start=html', ready: (page) => page.locator('.ace_content').waitFor() },
];

/** A task's id is known to its link alone. */
async function openTask(page: Page, tab: string): Promise<void> {
  await page.getByRole('link', { name: 'Autumn letter' }).click();
  await page.getByRole('heading', { level: 1, name: 'Autumn letter' }).waitFor();
  if (tab !== '') await page.goto(`${page.url()}?tab=${tab}`);
  await page.getByRole('tabpanel').locator('table, iframe, [role=application]').first().waitFor();
}

async function openList(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Readers' }).click();
  await page.getByRole('heading', { level: 1, name: 'Readers' }).waitFor();
  await page.getByText('@example.com').first().waitFor();
}

/** One that has not begun: its whole form can be changed. */
async function editTask(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'رسالة الخريف' }).click();
  await page.getByRole('heading', { level: 1, name: 'رسالة الخريف' }).waitFor();
  await page.goto(`${page.url()}/edit`);
  await page.locator('main h2').nth(2).waitFor();
}
