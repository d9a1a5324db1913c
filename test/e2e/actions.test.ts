import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Product } from '../support/product.ts';
import {
  addressesOf,
  type Campaign,
  counts,
  newCampaign,
  newTask,
  readTask,
  recipientsOf,
  type TaskView,
  untilStatus,
} from './campaign.ts';

const READERS = 1_500;
/** Mails a second: slow enough to be caught in the act. */
const SLOW = 50;
const STOPS_WITHIN_MS = 2_000;

let product: Product;
let campaign: Campaign;
let paused: TaskView;

beforeAll(async () => {
  product = await Product.start({ sendRate: SLOW });
  campaign = await newCampaign(product, READERS, { plan: 'unlimited' });
});

afterAll(() => product.remove());

const act = (task: TaskView, action: string): Promise<TaskView> => product.post(`/v1/tasks/${task.taskId}/${action}`);

const untilMails = (task: TaskView, least: number): Promise<number> =>
  eventually(
    () => product.inboxCount(task.taskId),
    (mails) => mails >= least,
  );

const sumOf = ({ requested, ...others }: TaskView['counts']): [number, number] => [
  requested,
  Object.values(others).reduce((sum, n) => sum + n, 0),
];

describe('pause, cancel and resume in the middle of sending', () => {
  it('pauses: the inbox stops within two seconds, and the counts add up', async () => {
    const task = await newTask(product, campaign);
    await untilMails(task, 2 * SLOW);
    const sending = await readTask(product, task);
    expect(sending.status).toBe('sending');
    expect(sumOf(sending.counts)).toEqual([READERS, READERS]);

    const answer = await act(task, 'pause');
    const acknowledgedAt = Date.now();
    expect(answer).toMatchObject({ status: 'paused', hold: { reason: 'user', resumesAt: null } });
    await product.advance('PT1H');
    paused = await readTask(product, task);
    const mails = await product.inbox({ taskId: task.taskId });
    for (const { receivedAt } of mails) {
      expect(Date.parse(receivedAt)).toBeLessThanOrEqual(acknowledgedAt + STOPS_WITHIN_MS);
    }
    const { length: sent } = mails;
    expect(paused.counts).toEqual(counts({ requested: READERS, sent, cached: READERS - sent }));
    expect(await act(task, 'pause')).toEqual(paused);
  });

  it('cancels: the rest is skipped, and no later travel sends anything', async () => {
    const task = await newTask(product, campaign);
    await untilMails(task, 2 * SLOW);
    expect(await act(task, 'cancel')).toMatchObject({ status: 'cancelled', hold: null });
    await product.advance('PT1H');
    const sent = await product.inboxCount(task.taskId);
    const cancelled = await readTask(product, task);
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      progress: 1,
      counts: counts({ requested: READERS, sent, skipped: READERS - sent }),
    });
    expect(await act(task, 'cancel')).toEqual(cancelled);
    await product.advance('P2D');
    expect(await product.inboxCount(task.taskId)).toBe(sent);

    const skipped = await recipientsOf(product, task, 'outcome=skipped');
    expect(skipped).toHaveLength(READERS - sent);
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(['cancelled']));
    expect(await readTask(product, paused)).toEqual(paused);
  });

  it('resumes after an orderly stop and another start, and mails everybody once', async () => {
    await product.stop();
    await product.restart();
    expect(await readTask(product, paused)).toEqual(paused);
    expect(await act(paused, 'resume')).toMatchObject({ status: 'sending', hold: null });
    const finished = await untilStatus(product, paused, 'finished');
    expect(finished).toMatchObject({ progress: 1, counts: counts({ requested: READERS, sent: READERS }) });
    const addresses = await addressesOf(product, paused);
    expect([addresses.length, new Set(addresses).size]).toEqual([READERS, READERS]);
  });
});

describe('the table of statuses', () => {
  const ACTIONS: Record<string, unknown> = { pause: undefined, resume: undefined, retry: { outcomes: ['failed'] } };
  let small: Campaign;

  beforeAll(async () => {
    small = await newCampaign(product, 1);
  });

  /** What each action answers to a task, and what an edit does; those that are allowed are left out. */
  const expectRefused = async (task: TaskView, actions: string[], edits: Record<string, unknown>[]) => {
    for (const action of actions) {
      const { status, body } = await product.call('POST', `/v1/tasks/${task.taskId}/${action}`, {
        body: ACTIONS[action],
      });
      expect([action, status, body.code]).toEqual([action, 409, 'wrong-status']);
    }
    for (const edit of edits) {
      const { status, body } = await product.call('PATCH', `/v1/tasks/${task.taskId}`, { body: edit });
      expect([edit, status, body.code]).toEqual([edit, 409, 'wrong-status']);
    }
    expect(task).toMatchObject(await readTask(product, task));
  };

  it('refuses to resume a task that waits, and lets it be edited', async () => {
    const startAt = new Date((await product.now()) + 60 * 60_000).toISOString();
    const task = await newTask(product, small, { type: 'timed', startAt });
    await expectRefused(task, ['resume'], []);
    expect(await product.patch(`/v1/tasks/${task.taskId}`, { subject: 'New' })).toMatchObject({ subject: 'New' });
    expect(await act(task, 'cancel')).toMatchObject({ status: 'cancelled', nextOccurrences: [] });
    await product.advance('PT2H');
    expect(await product.inboxCount(task.taskId)).toBe(0);
  });

  it('of a run that the quota holds lets only the name be edited, and takes a pause and a cancel', async () => {
    const task = await untilStatus(product, await newTask(product, await newCampaign(product, 501)), 'paused');
    await expectRefused(task, ['retry'], [{ subject: 'New' }, { name: 'Both', subject: 'New' }]);
    expect(await product.patch(`/v1/tasks/${task.taskId}`, { name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
    expect(await act(task, 'pause')).toMatchObject({ hold: { reason: 'user', resumesAt: null } });
    await product.advance('PT25H');
    // A user's pause outlives the instant at which the quota would have let it go on.
    expect(await readTask(product, task)).toMatchObject({ status: 'paused', counts: { sent: 500, cached: 1 } });
    expect(await act(task, 'cancel')).toMatchObject({ status: 'cancelled', counts: { sent: 500, skipped: 1 } });
  });

  it('lets a run that cannot go on be checked again or cancelled', async () => {
    const { domain, ...made } = await newCampaign(product, [{ email: 'reject+1@readers.test', data: { name: 'Ann' } }]);
    const first = await untilStatus(product, await newTask(product, { domain, ...made }), 'finished');
    expect(first.counts).toEqual(counts({ requested: 1, failed: 1 }));
    await product.delete(`/v1/templates/${made.templateId}`);
    await product.post(`/v1/tasks/${first.taskId}/retry`, { outcomes: ['failed'] });
    const task = await untilStatus(product, first, 'error');
    expect(task).toMatchObject({ error: 'template-missing', hold: null });
    await expectRefused(task, ['pause', 'retry'], [{ subject: 'x' }]);
    await act(task, 'resume');
    expect(await untilStatus(product, task, 'error')).toMatchObject({ error: 'template-missing' });
    expect(await act(task, 'cancel')).toMatchObject({ status: 'cancelled', error: null });
  });

  it('refuses everything but a retry once a task is finished or cancelled', async () => {
    const task = await untilStatus(product, await newTask(product, small), 'finished');
    await expectRefused(task, ['pause', 'resume'], [{ name: 'x' }, { subject: 'x' }]);
    const { status, body } = await product.call('POST', `/v1/tasks/${task.taskId}/cancel`);
    expect([status, body.code]).toEqual([409, 'wrong-status']);
    expect(await product.post(`/v1/tasks/${task.taskId}/retry`, { outcomes: ['failed'] })).toEqual(task);

    const startAt = new Date((await product.now()) + 60 * 60_000).toISOString();
    const waiting = await newTask(product, small, { type: 'timed', startAt });
    await expectRefused(await act(waiting, 'cancel'), ['pause', 'resume'], [{ name: 'x' }]);
  });
});
