import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../../adapters/api/client.ts';
import { DOMAIN, type Made, recipientsOf, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const tasks = { autumn: '', weekly: '' };
const place = usePlace(({ api }) => twoCampaigns(api));

/** Two campaigns on one domain: the first takes the quota of the day, the second is parked with nobody mailed. */
async function twoCampaigns(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(900) }, { params: { id: listId } });
  const { templateId } = await api.post<Made>('/v1/templates', { name: 'Hello', subject: 'Hello', html: '<p>Hi.</p>' });
  const common = { from: `news@${DOMAIN}`, type: 'immediate', templateId, listId };
  const made = async (name: string): Promise<string> => {
    const { taskId } = await api.post<Made>('/v1/tasks', { ...common, name });
    await untilStatus(api, taskId, 'paused');
    return taskId;
  };
  tasks.autumn = await made('Autumn letter');
  tasks.weekly = await made('Weekly letter');
}

/** What the page says of the recipients: requested, and the six numbers that make it up. */
async function countsOn(page: Page): Promise<number[]> {
  const region = page.getByRole('region', { name: 'Recipients by outcome' });
  const texts = await region.getByText(/^[=+ ]*[\d,]+$/).allTextContents();
  return texts.map((text) => Number(text.replaceAll(/\D/g, '')));
}

async function assertAddsUp(page: Page): Promise<number[]> {
  const [requested = 0, ...others] = await countsOn(page);
  assert.equal(others.length, 6);
  assert.equal(
    others.reduce((sum, n) => sum + n, 0),
    requested,
  );
  return others;
}

test('a parked task says why it stands and until when, and its tab how far it is', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page);
    await page.getByRole('link', { name: 'Autumn letter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Autumn letter' }).waitFor();
    await page.getByText('The other 400 go on tomorrow').waitFor();
    await page.waitForFunction(() => document.title.startsWith('⏸ 55 %'));
    assert.deepEqual(await assertAddsUp(page), [500, 0, 0, 0, 400, 0]);
    await page.getByRole('link', { name: 'Open the warm-up plan' }).waitFor();
  });
});

test('a second task of the domain has nobody mailed yet, and says when it will begin', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page);
    await page.getByRole('link', { name: 'Weekly letter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Weekly letter' }).waitFor();
    await page.getByText('The other 900 go on tomorrow').waitFor();
    assert.deepEqual(await assertAddsUp(page), [0, 0, 0, 0, 900, 0]);
  });
});

test('resuming beyond the quota does not send: the page says so and the bar stands', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${tasks.autumn}`);
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await page.getByText(/Autumn letter.? was resumed\./).waitFor();
    await page.getByText('The other 400 go on').waitFor();
    assert.deepEqual(await assertAddsUp(page), [500, 0, 0, 0, 400, 0]);
  });
});

test('by keyboard alone: paused for good, and resumed', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${tasks.autumn}`);
    await page.getByText('The other 400 go on').waitFor();
    await tabTo(page, 'Pause');
    await page.keyboard.press('Enter');
    await page.getByText(/^Paused by .+ today .+ Nothing is sent until somebody resumes it\.$/).waitFor();
    await tabTo(page, 'Resume');
    await page.keyboard.press('Enter');
    await page.getByText('The other 400 go on').waitFor();
  });
});

/** Presses Tab until the control with this text has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, text: string): Promise<void> {
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  for (let presses = 0; presses < 80; presses++) {
    if ((await focused()) === text) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no control ${text} takes the focus`);
}

test('a renamed task has its new name everywhere', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${tasks.weekly}`);
    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Winter letter');
    await page.getByRole('button', { name: 'Rename the task' }).click();
    await page.getByRole('heading', { level: 1, name: 'Winter letter' }).waitFor();
  });
});

test('a name is written over where it stands, without a mouse', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${tasks.weekly}`);
    await page.getByRole('button', { name: 'Rename', exact: true }).press('Enter');
    await page.getByLabel('Name', { exact: true }).fill('Spring letter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Spring letter' }).waitFor();
    await page.getByRole('button', { name: 'Rename', exact: true }).waitFor();
  });
});

test('a cancelled wait is kept on second thought, and ends on the third', async () => {
  await visit(place, {}, async (page) => {
    await signIn(place, page, `/tasks/${tasks.weekly}`);
    const ask = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Actions', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Cancel the task' }).click();
      await page.getByText('900 recipients get no mail').waitFor();
    };
    await ask();
    await page.getByRole('button', { name: 'Keep the task' }).click();
    await ask();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the task' }).click();
    await page.getByText('is cancelled.').waitFor();
    assert.deepEqual(await assertAddsUp(page), [0, 0, 900, 0, 0, 0]);
  });
});

test('when the next day comes it goes on by itself, and the open page shows it', async () => {
  await visit(place, {}, async (page) => {
    await page.addInitScript(() => {
      class Told {
        static readonly titles: string[] = [];
        static requestPermission = async () => 'granted';
        constructor(title: string) {
          Told.titles.push(title);
        }
      }
      Object.assign(globalThis, { Notification: Told });
    });
    await signIn(place, page, `/tasks/${tasks.autumn}`);
    await page.getByText('The other 400 go on').waitFor();
    await page.getByText('What happened meanwhile').waitFor();
    await page.getByRole('button', { name: 'Tell me when it moves' }).click();
    await page.getByText('While this tab is open, the browser tells you').waitFor();
    await place.product.api.post('/_local/clock', { advance: 'PT24H' });
    await untilStatus(place.product.api, tasks.autumn, 'finished');
    await page.getByRole('button', { name: 'Actions', exact: true }).waitFor();
    await page.getByText('900 of 900').waitFor();
    assert.deepEqual(await assertAddsUp(page), [900, 0, 0, 0, 0, 0]);
    await page.waitForFunction(() => document.title.startsWith('Autumn letter'));
    const told = await page.evaluate(() => (Notification as unknown as { titles: string[] }).titles);
    assert.equal(told.at(-1), 'Autumn letter: finished');
  });
});
