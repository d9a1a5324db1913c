import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOMAIN, type Made, recipientsOf, untilStatus } from '../harness/seed.ts';
import { signIn, usePlace, visit } from '../harness/visit.ts';

const DAY = 86_400_000;
let common: object;
const place = usePlace(async ({ api }) => {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(900) }, { params: { id: listId } });
  const { templateId } = await api.post<Made>('/v1/templates', { name: 'Hello', subject: 'Hi', html: '<p>Hi.</p>' });
  common = { from: `news@${DOMAIN}`, templateId, listId };
});

async function waitingTask(): Promise<string> {
  const { now } = await place.product.api.get<{ now: string }>('/_local/clock');
  const startAt = new Date(Date.parse(now) + 2 * DAY).toISOString();
  const { taskId } = await place.product.api.post<Made>('/v1/tasks', { ...common, type: 'timed', startAt });
  return taskId;
}

test('J8: a task that begins while it is edited says so, keeps what was typed, and takes its name', () =>
  visit(place, {}, async (page) => {
    const taskId = await waitingTask();
    await signIn(place, page, `/tasks/${taskId}/edit`);
    await page.getByText('900 of 900 will be mailed').waitFor();
    await page.getByRole('textbox', { name: 'Subject' }).fill('Another subject');
    await page.getByRole('button', { name: 'More', exact: true }).last().click();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Autumn letter');
    await page.getByRole('button', { name: 'Save the task' }).click();
    const question = page.getByRole('dialog', { name: 'Change this task?' });
    await question.waitFor();
    await place.product.api.post('/_local/clock', { advance: 'PT49H' });
    await untilStatus(place.product.api, taskId, 'paused');
    await question.getByRole('button', { name: 'Save the task' }).click();
    await page.getByRole('heading', { name: 'Meanwhile it is paused' }).waitFor();
    await page.getByText('500 of 900').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Subject' }).inputValue(), 'Another subject');
    assert.equal(await page.getByRole('button', { name: 'Save the task' }).count(), 0);
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByText('The name is saved.').waitFor();
    const task = await place.product.api.get<{ name: string; subject: string | null }>('/v1/tasks/{id}', {
      params: { id: taskId },
    });
    assert.equal(task.name, 'Autumn letter');
    assert.notEqual(task.subject, 'Another subject');
  }));

test('J8: a task that is gone says so where it is edited and copied', () =>
  visit(place, {}, async (page) => {
    await signIn(place, page, '/tasks/99999/edit');
    await page.getByRole('heading', { level: 1, name: /^There is no task .?99999/ }).waitFor();
    await page.goto(`${place.url}/tasks/new?copy=99999`);
    await page.getByRole('heading', { level: 1, name: /^There is no task .?99999/ }).waitFor();
    await page.getByRole('link', { name: 'Go to the tasks' }).waitFor();
  }));
