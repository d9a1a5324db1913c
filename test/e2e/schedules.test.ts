import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '../support/product.ts';
import {
  addReaders,
  counts,
  newCampaign,
  newTask,
  readersOf,
  readTask,
  runsOf,
  type TaskView,
  untilStatus,
} from './campaign.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNLIMITED = { plan: 'unlimited' };

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const iso = (at: number): string => new Date(at).toISOString();

describe('a timed task', () => {
  it('sends nothing a minute before its start, and all within two minutes after it', async () => {
    const campaign = await newCampaign(product, 200);
    const startAt = (await product.now()) + 3 * HOUR;
    const task = await newTask(product, campaign, { type: 'timed', startAt: iso(startAt) });
    expect(task).toMatchObject({ status: 'waiting', nextOccurrences: [{ utc: iso(startAt) }] });
    await product.travelTo(startAt - MINUTE);
    expect(await readTask(product, task)).toMatchObject({ status: 'waiting', counts: counts({}) });
    expect(await product.inboxCount(task.taskId)).toBe(0);
    await product.travelTo(startAt + 2 * MINUTE);
    expect(await readTask(product, task)).toMatchObject({ status: 'finished', counts: { sent: 200 } });
    for (const { clockAt } of await product.inbox({ taskId: task.taskId })) {
      expect(Date.parse(clockAt) - startAt).toBeGreaterThanOrEqual(0);
      expect(Date.parse(clockAt) - startAt).toBeLessThan(2 * MINUTE);
    }
  });

  it('that is paused past its start begins when it is resumed', async () => {
    const campaign = await newCampaign(product, 3);
    const startAt = (await product.now()) + HOUR;
    const task = await newTask(product, campaign, { type: 'timed', startAt: iso(startAt) });
    const paused = await product.post<TaskView>(`/v1/tasks/${task.taskId}/pause`);
    expect(paused).toMatchObject({ status: 'paused', hold: { reason: 'user', resumesAt: null } });
    await product.travelTo(startAt + HOUR);
    expect(await product.inboxCount(task.taskId)).toBe(0);
    await product.post(`/v1/tasks/${task.taskId}/resume`);
    expect(await untilStatus(product, task, 'finished')).toMatchObject({ counts: { sent: 3 } });
  });

  it('that is edited before its start takes the new time, list and text', async () => {
    const campaign = await newCampaign(product, 3);
    const other = await newCampaign(product, 4);
    const startAt = (await product.now()) + HOUR;
    const task = await newTask(product, campaign, { type: 'timed', startAt: iso(startAt) });
    const changes = { startAt: iso(startAt + HOUR), listId: other.listId, subject: 'Changed' };
    expect(await product.patch(`/v1/tasks/${task.taskId}`, changes)).toMatchObject(changes);
    await product.travelTo(startAt + 30 * MINUTE);
    expect(await product.inboxCount(task.taskId)).toBe(0);
    await product.travelTo(startAt + HOUR + 2 * MINUTE);
    const mails = await product.inbox({ taskId: task.taskId });
    expect(mails.map(({ subject }) => subject)).toEqual(['Changed', 'Changed', 'Changed', 'Changed']);
  });
});

describe('a recurring task', () => {
  it('mails the list as it is at each of three occurrences, and is finished then', async () => {
    const campaign = await newCampaign(product, 50);
    const until = { occurrences: 3 };
    const task = await newTask(product, campaign, { type: 'recurring', intervalHours: 6, until });
    const startAt = Date.parse(task.startAt);
    expect(task.until).toEqual(until);
    await untilStatus(product, task, 'waiting');
    await product.travelTo(startAt + MINUTE);
    const waiting = await readTask(product, task);
    expect(waiting.nextOccurrences.map(({ utc }) => utc)).toEqual([iso(startAt + 6 * HOUR), iso(startAt + 12 * HOUR)]);
    await addReaders(product, campaign.listId, readersOf(20, 'new'));
    await product.travelTo(startAt + 6 * HOUR + 2 * MINUTE);
    await addReaders(product, campaign.listId, readersOf(30, 'newer'));
    await product.travelTo(startAt + 12 * HOUR + 2 * MINUTE);

    expect(await readTask(product, task)).toMatchObject({ status: 'finished', nextOccurrences: [] });
    const runs = await runsOf(product, task);
    expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual(
      [12, 6, 0].map((hours) => iso(startAt + hours * HOUR)),
    );
    expect(runs.map((run) => run.counts)).toEqual([100, 70, 50].map((n) => counts({ requested: n, sent: n })));
    await product.advance('P2D');
    expect(await product.inboxCount(task.taskId)).toBe(220);
  });

  it('makes one run wait for a run that is held, and misses the others', async () => {
    const campaign = await newCampaign(product, 700);
    const task = await newTask(product, campaign, { type: 'recurring', intervalHours: 6 });
    const startAt = Date.parse(task.startAt);
    const held = await untilStatus(product, task, 'paused');
    const resumesAt = Date.parse(held.hold?.resumesAt ?? '');
    expect(held.nextOccurrences).toHaveLength(5);
    await product.travelTo(startAt + 23 * HOUR);
    expect(await readTask(product, task)).toMatchObject({ status: 'paused', counts: { sent: 500, cached: 200 } });
    await addReaders(product, campaign.listId, readersOf(5, 'late'));
    await product.travelTo(resumesAt + 2 * MINUTE);
    const runs = (await runsOf(product, task)).reverse();
    expect(runs.map(({ status, reason }) => reason ?? status)).toEqual([
      'finished',
      'finished',
      'overlap',
      'overlap',
      'overlap',
    ]);
    expect(runs.map(({ scheduledFor }) => (Date.parse(scheduledFor) - startAt) / HOUR)).toEqual([0, 6, 12, 18, 24]);
    // The one that waited took its list when it really started.
    expect(runs[1]?.counts).toEqual(counts({ requested: 705, sent: 705 }));
    await product.post(`/v1/tasks/${task.taskId}/cancel`);
    await product.advance('P1D');
    expect(await product.inboxCount(task.taskId)).toBe(1_405);
  });

  it('skips what is due during a held run where it is told to', async () => {
    const campaign = await newCampaign(product, 510);
    const task = await newTask(product, campaign, { type: 'recurring', intervalHours: 12, overlap: 'skip' });
    const startAt = Date.parse(task.startAt);
    await untilStatus(product, task, 'paused');
    await product.travelTo(startAt + 36 * HOUR - MINUTE);
    const runs = (await runsOf(product, task)).reverse();
    expect(runs.map(({ status, reason }) => reason ?? status)).toEqual(['finished', 'overlap', 'overlap']);
    await product.post(`/v1/tasks/${task.taskId}/cancel`);
  });

  it('makes nothing up that passed while the user held it', async () => {
    const campaign = await newCampaign(product, 2, UNLIMITED);
    const task = await newTask(product, campaign, { type: 'recurring', intervalHours: 1 });
    const startAt = Date.parse(task.startAt);
    await untilStatus(product, task, 'waiting');
    await product.travelTo(startAt + MINUTE);
    await product.post(`/v1/tasks/${task.taskId}/pause`);
    await product.travelTo(startAt + 3.5 * HOUR);
    await product.post(`/v1/tasks/${task.taskId}/resume`);
    await product.travelTo(startAt + 4 * HOUR + 2 * MINUTE);
    const runs = (await runsOf(product, task)).reverse();
    // The latest one was less than an interval late.
    expect(runs.map(({ status, reason }) => reason ?? status)).toEqual([
      'finished',
      'paused',
      'paused',
      'finished',
      'finished',
    ]);
    expect(await product.inboxCount(task.taskId)).toBe(6);
    await product.post(`/v1/tasks/${task.taskId}/cancel`);
  });
});

describe('a calendar rule in New York', () => {
  /** In the course of the test the clock is put forward in March and back in November. */
  const daily = async (month: number, sunday: number, at: string) => {
    const campaign = await newCampaign(product, 2, UNLIMITED);
    const now = new Date(await product.now());
    const change = (year: number) => nthSunday(year, month, sunday);
    const year = now.getUTCFullYear();
    const day = change(year) - 3 * 24 * HOUR > now.getTime() ? change(year) : change(year + 1);
    const from = { type: 'recurring', recurrence: { every: 'day', at }, timeZone: 'America/New_York' };
    await product.travelTo(day - 48 * HOUR);
    const task = await newTask(product, campaign, {
      ...from,
      startAt: iso(day - 24 * HOUR),
      until: { at: iso(day + 48 * HOUR) },
    });
    await product.travelTo(day + 60 * HOUR);
    const runs = (await runsOf(product, task)).reverse();
    const starts = runs.map(({ scheduledFor }) => (Date.parse(scheduledFor) - day) / HOUR);
    return { task: await readTask(product, task), starts, mails: await product.inbox({ taskId: task.taskId }), day };
  };

  it('sends a time of day that is skipped in March at the next valid instant, 07:00Z', async () => {
    const { task, starts, mails, day } = await daily(3, 2, '02:30');
    expect(task.status).toBe('finished');
    expect(starts).toEqual([-16.5, 7, 30.5]);
    expect(mails.filter(({ clockAt }) => clockAt.startsWith(`${iso(day).slice(0, 10)}T07:00`))).toHaveLength(2);
  });

  it('sends a time of day that comes twice in November once, at the first', async () => {
    const { task, starts, mails } = await daily(11, 1, '01:30');
    expect(task.status).toBe('finished');
    expect(starts).toEqual([-18.5, 5.5, 30.5]);
    expect(mails).toHaveLength(6);
  });
});

/** Midnight UTC of a month's n-th Sunday, the day on which New York changes its clocks. */
function nthSunday(year: number, month: number, n: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1));
  return Date.UTC(year, month - 1, 1 + ((7 - first.getUTCDay()) % 7) + 7 * (n - 1));
}
