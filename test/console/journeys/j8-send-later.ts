import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { DOMAIN, type Made, recipientsOf } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const DAY = 86_400_000;
let made: Made;
const place = usePlace(async ({ api }) => {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(3) }, { params: { id: listId } });
  const template = { name: 'Hello', subject: 'Hello', html: '<p>Hi. <a href="{{ unsubscribeUrl }}">Stop</a></p>' };
  made = { ...(await api.post<Made>('/v1/templates', template)), listId };
});

interface Scheduled {
  startAt: string;
  timeZone: string;
  recurrence: unknown;
  until: unknown;
  nextOccurrences: { utc: string; local: string }[];
}

const shown = async (page: Page): Promise<Scheduled> => {
  const id = page.url().split('/').at(-1);
  return await place.product.api.get('/v1/tasks/{id}', { params: { id } });
};

async function choose(page: Page, field: string | RegExp, option: string): Promise<void> {
  await page.getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await page.keyboard.press('Escape');
}

async function open(page: Page, type: 'timed' | 'recurring'): Promise<void> {
  await signIn(place, page, `/tasks/new?type=${type}&list=${made.listId}&template=${made.templateId}`);
  await page.getByRole('combobox', { name: 'From' }).fill(`news@${DOMAIN}`);
  await page.keyboard.press('Escape');
}

const setDate = (page: Page, label: string, date: string): Promise<void> =>
  page.getByRole('textbox', { name: label }).fill(date.replaceAll('-', '/'));

const runs = (page: Page) => page.getByRole('listitem').filter({ has: page.locator('time') });

async function schedule(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Schedule for/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Schedule for/ })
    .click();
  await page.waitForURL(/\/tasks\/\d+$/);
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const productDay = async (days: number): Promise<string> => {
  const { now } = await place.product.api.get<{ now: string }>('/_local/clock');
  return dateOf(Date.parse(now) + days * DAY);
};

test('J8: once, at a time in Tokyo, which is shown in UTC too', () =>
  visit(place, {}, async (page) => {
    await open(page, 'timed');
    const date = await productDay(20);
    await setDate(page, 'Day', date);
    await page.getByRole('textbox', { name: 'Time', exact: true }).fill('18:30');
    await runs(page).filter({ hasText: '18:30' }).filter({ hasText: '09:30 UTC' }).waitFor();
    assert.equal(await runs(page).count(), 1);
    await schedule(page);
    assert.partialDeepStrictEqual(await shown(page), { startAt: `${date}T09:30:00.000Z`, timeZone: 'Asia/Tokyo' });
  }));

test('J8: each month on the 31st is the last day of every month, four times', () =>
  visit(place, {}, async (page) => {
    await open(page, 'recurring');
    await page.getByText('List and template are frozen when each run starts.').waitFor();
    assert.equal(await runs(page).count(), 5);
    await choose(page, /^Repeat/, 'Each month');
    await choose(page, /^Days of the month/, '31');
    await choose(page, /^Until/, 'A number of runs');
    await page.getByRole('spinbutton', { name: 'Number of runs' }).fill('4');
    await page.waitForFunction(() => document.querySelectorAll('ol time').length === 4);
    await schedule(page);
    const task = await shown(page);
    assert.partialDeepStrictEqual(task, { recurrence: { every: 'month', on: [31] }, until: { occurrences: 4 } });
    for (const { local } of task.nextOccurrences) {
      const next = new Date(Date.parse(`${local.slice(0, 10)}T00:00:00Z`) + DAY);
      assert.equal(next.getUTCDate(), 1);
    }
  }));

test('J8: until a day, and what becomes of a run that is due too soon', () =>
  visit(place, {}, async (page) => {
    await open(page, 'recurring');
    await setDate(page, 'Begins on', await productDay(5));
    await choose(page, /^Until/, 'A day');
    await setDate(page, 'Last day', await productDay(7));
    await page.waitForFunction(() => document.querySelectorAll('ol time').length === 3);
    await page.getByRole('button', { name: 'More', exact: true }).last().click();
    await page.getByRole('radio', { name: 'The next run is left out' }).click();
    await schedule(page);
    assert.partialDeepStrictEqual(await shown(page), { overlap: 'skip' } as object);
  }));

/** The next day from a date on, at which clocks in New York are put forward or back. */
function clockChange(from: string, forward: boolean): string {
  const offsetOn = (at: number): string =>
    new Intl.DateTimeFormat('en', { timeZone: 'America/New_York', timeZoneName: 'longOffset' })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [before, after] = forward ? ['GMT-05:00', 'GMT-04:00'] : ['GMT-04:00', 'GMT-05:00'];
  for (let at = Date.parse(`${from}T12:00:00Z`) + 2 * DAY; ; at += DAY) {
    if (offsetOn(at - DAY) === before && offsetOn(at) === after) return dateOf(at);
  }
}

for (const [what, forward, time, note] of [
  ['put forward', true, '02:30', 'On this day the clocks are put forward'],
  ['put back', false, '01:30', 'On this day the clocks are put back'],
] as const) {
  test(`J8: a run on the day on which clocks in New York are ${what} says so`, () =>
    visit(place, {}, async (page) => {
      await open(page, 'recurring');
      const day = clockChange(await productDay(0), forward);
      await setDate(page, 'Begins on', dateOf(Date.parse(`${day}T12:00:00Z`) - DAY));
      await page.getByRole('textbox', { name: 'Time', exact: true }).fill(time);
      await page.getByRole('button', { name: /^Time zone/ }).click();
      await page.keyboard.type('New_York');
      await page.getByRole('option', { name: 'America/New_York' }).click();
      await runs(page).nth(1).getByText(note).waitFor();
      assert.equal(await page.getByText(note).count(), 1);
    }));
}
