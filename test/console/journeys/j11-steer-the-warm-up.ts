import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { seed } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const place = usePlace(({ api }) => seed(api));
const WARM_UP = '/domains/news.example.com?tab=warm-up';

interface WarmUp {
  plan: string;
  limit: number;
}

const warmUp = (): Promise<WarmUp> =>
  place.product.api.get<WarmUp>('/v1/domains/{domain}/warm-up', { params: { domain: 'news.example.com' } });

test('another plan and mailing are tried out without a change, and their link shows them again', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, WARM_UP);
    await page.getByRole('button', { name: /^Plan/ }).click();
    await page.getByRole('option', { name: 'conservative' }).click();
    await page.getByText('Limit under the plan of today').waitFor();
    await page.getByLabel('Add a mailing of').fill('9000');
    await page.getByRole('rowheader', { name: 'Another mailing' }).waitFor();
    await page.getByRole('columnheader', { name: 'Then done on' }).waitFor();
    const link = page.url();
    assert.match(link, /plan=conservative/);
    await page.goto(link);
    await page.getByRole('rowheader', { name: 'Another mailing' }).waitFor();
    assert.equal((await warmUp()).plan, 'standard');
  });
});

test('own steps are checked at their field', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `${WARM_UP}&plan=custom&steps=500+many`);
    await page.getByText('Write whole numbers from 1 on, apart by spaces.').waitFor();
    await page.getByRole('textbox', { name: 'Own steps' }).fill('2000 4000');
    await page.getByText('Write whole numbers from 1 on, apart by spaces.').waitFor({ state: 'detached' });
  });
});

test('a plan is applied, and acts at once', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `${WARM_UP}&plan=custom&steps=2000+4000`);
    await page.getByRole('button', { name: 'Apply the plan' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply the plan' }).click();
    await page.getByText(/The new plan of .*news\.example\.com.* is in force\./).waitFor();
    await page.getByText('own steps').first().waitFor();
    assert.deepEqual([(await warmUp()).plan, (await warmUp()).limit], ['custom', 2_000]);
  });
});

test('where bounces go back to is changed, and checked at its field', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/domains/news.example.com?tab=settings');
    await page.getByRole('button', { name: 'Change: Bounces go back to' }).click();
    const field = page.getByRole('dialog').getByRole('textbox', { name: 'Bounces go back to' });
    await field.fill('bounce.elsewhere.example');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByText('news.example.com', { exact: false }).first().waitFor();
    await field.and(page.locator('[aria-invalid=true]')).waitFor();
    await field.fill('back.news.example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Bounces go there from now on.').first().waitFor();
    await page.getByText('back.news.example.com').first().waitFor();
    await page.getByRole('button', { name: 'Change: Dedicated addresses' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Dedicated addresses' }).fill('bulk');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('bulk', { exact: true }).waitFor();
  });
});

test('the calendar shows what is planned, opens a day, and is taken to another', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/calendar?days=60');
    await page
      .getByRole('button', { name: /^Show the tasks of/ })
      .first()
      .click();
    await page
      .getByRole('button', { name: /^Hide the tasks of/ })
      .first()
      .waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download for a calendar (.ics)' }).click();
    const ics = await readFile(await (await saving).path(), 'utf8');
    assert.match(ics, /^BEGIN:VCALENDAR\r\n/);
    assert.match(ics, /双十一预告/);
  });
});

test('statistics count the mails of today, of each domain too, and can be taken away', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, '/statistics');
    await page.getByRole('heading', { name: 'How far the mails came' }).waitFor();
    const domains = page.getByRole('grid', { name: 'By domain' });
    await domains.getByRole('link', { name: 'news.example.com' }).click();
    await page.waitForURL(/domain=news\.example\.com/);
    await page.getByText('0 in the days before').first().waitFor();
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Download \d+ rows?$/ }).click();
    const csv = await readFile(await (await saving).path(), 'utf8');
    assert.match(csv, /^\ufeffday,requested,/);
  });
});
