import { test } from 'node:test';
import { signIn, usePlace, visit } from '../harness/visit.ts';

/** More than the API answers at once, so that only the server can find the oldest. */
const MANY = 120;

const place = usePlace(async ({ api }) => {
  await api.post('/v1/lists', { name: 'Founders' });
  await api.post('/v1/templates', { name: 'First letter', subject: 'Hello', html: '<p>Hi.</p>' });
  for (let n = 1; n <= MANY; n += 1) {
    await api.post('/v1/lists', { name: `Customers ${n}` });
    await api.post('/v1/templates', { name: `Offer ${n}`, subject: null, html: '<p>Hi.</p>' });
  }
});

test('the oldest of many templates and lists is found by its name', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/tasks/new');
    await page.getByRole('button', { name: /^Template/ }).click();
    await page.getByRole('option', { name: `Offer ${MANY}`, exact: true }).waitFor();
    await page.keyboard.type('first');
    await page.getByRole('option', { name: 'First letter' }).click();
    await page.getByRole('button', { name: /First letter/ }).waitFor();
    await page.getByRole('button', { name: 'Lists Choose lists' }).click();
    await page.keyboard.type('founders');
    await page.getByRole('option', { name: /Founders/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Take .*Founders.* away/ }).waitFor();
    await page.keyboard.press('Escape');
  }));

test('more of many templates come as the list is scrolled, and what nothing is named is said to be so', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/send-test');
    await page.getByRole('button', { name: /^Template/ }).click();
    await page.getByRole('option', { name: /^Offer 120/ }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('option', { name: /^Offer 71/ }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('option', { name: /^Offer 70$/ }).waitFor();
    await page.keyboard.type('no such');
    await page.getByText('No name has this in it').waitFor();
  }));
