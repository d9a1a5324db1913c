import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { mailKey } from '../../../core/keys.ts';
import { countsOf } from '../../../core/runs/counts.ts';
import { readResult } from '../../../core/runs/results.ts';
import { segmentsPage } from '../../../core/runs/segment-store.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { listRecipients } from '../../../core/tasks/list-recipients.ts';
import { pauseTask } from '../../../core/tasks/pause-task.ts';
import { resumeTask } from '../../../core/tasks/resume-task.ts';
import { retryTask } from '../../../core/tasks/retry-task.ts';
import { startOccurrence } from '../../../core/tasks/start-run.ts';
import { holdOf } from '../../../core/tasks/status.ts';
import { forceRun } from '../../support/force-run.ts';
import { NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

const later = { type: 'timed', startAt: NOW + 3 * HOUR } as const;
const hourly = { type: 'recurring', startAt: NOW + HOUR, intervalHours: 1 } as const;

/** 700 readers on a day that allows 500: 200 are cached until tomorrow. */
async function parked() {
  const world = await TaskWorld.of(700);
  const taskId = await world.create();
  await world.settle();
  return { world, taskId, resumesAt: (await world.run(taskId)).wakeAt };
}

describe('pauseTask', () => {
  it('holds a task that has not started, and a timed one then begins on resume', async () => {
    const world = await TaskWorld.of(2);
    const taskId = await world.create(later);
    await pauseTask(taskId, world.ports);

    await world.travel(30 * HOUR);
    expect(await world.status(taskId)).toBe('paused');
    expect(await world.runs(taskId)).toEqual([]);

    await resumeTask(taskId, world.ports);
    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
    expect((await world.run(taskId)).scheduledFor).toBe(NOW + 30 * HOUR);
  });

  it('turns a hold by the quota into one by the user, which outlives the wake', async () => {
    const { world, taskId, resumesAt } = await parked();
    const since = world.clock.now();

    await pauseTask(taskId, world.ports);
    await world.travel(3 * DAY);

    const { task, run } = await world.show(taskId);
    expect(holdOf(task, run)).toEqual({
      reason: 'user',
      since,
      by: null,
      resumesAt: null,
      behind: null,
      lastAnswer: null,
    });
    expect(run?.wakeAt).toBe(resumesAt);
    expect(world.mailer.accepted).toHaveLength(500);
  });

  it('changes nothing when the user holds the task already', async () => {
    const { world, taskId } = await parked();
    const first = await pauseTask(taskId, world.ports);
    world.clock.advance(MINUTE);

    expect(await pauseTask(taskId, world.ports)).toEqual(first);
  });

  it('is refused once the task has ended, and for a task that is not there', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create();
    await world.settle();

    await expect(pauseTask(taskId, world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
    await expect(pauseTask('9', world.ports)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves a run that was paused while it froze ready, but paused', async () => {
    const world = await TaskWorld.of(3);
    const taskId = await world.create();
    const { ports } = world;
    const message = world.startQueue.take();
    if (!message) throw new Error('no start message');
    const slow = {
      ...ports,
      freezeAudience: async (order: Parameters<typeof ports.freezeAudience>[0]) => {
        await pauseTask(taskId, ports);
        return await ports.freezeAudience(order);
      },
    };

    await startOccurrence(message, slow);
    expect(await world.run(taskId)).toMatchObject({ status: 'paused', hold: 'user', count: 3 });

    await resumeTask(taskId, ports);
    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
  });
});

describe('resumeTask', () => {
  it('leaves a run without quota paused until the same instant', async () => {
    const { world, taskId, resumesAt } = await parked();
    world.clock.advance(HOUR);

    await resumeTask(taskId, world.ports);
    await world.settle();

    expect(await world.run(taskId)).toMatchObject({ status: 'paused', hold: 'warm-up-quota', wakeAt: resumesAt });
    expect(world.mailer.accepted).toHaveLength(500);
    await world.travel(DAY);
    expect(await world.status(taskId)).toBe('finished');
  });

  it('makes up the latest occurrence that the pause passed over, and records the others as paused', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create(hourly);
    await pauseTask(taskId, world.ports);
    await world.travel(3 * HOUR + 30 * MINUTE);

    await resumeTask(taskId, world.ports);
    await world.settle();

    const runs = await world.runs(taskId);
    expect(runs.map(({ scheduledFor, status, reason }) => [scheduledFor - NOW, reason ?? status])).toEqual([
      [3 * HOUR, 'finished'],
      [2 * HOUR, 'paused'],
      [HOUR, 'paused'],
    ]);
    expect((await world.show(taskId)).task.dueAt).toBe(NOW + 4 * HOUR);
  });

  it('finishes a recurring task whose last occurrence the pause passed over', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create({ ...hourly, until: { occurrences: 2 } });
    await pauseTask(taskId, world.ports);
    world.clock.advance(2 * DAY);

    await resumeTask(taskId, world.ports);

    expect(await world.status(taskId)).toBe('finished');
    expect((await world.runs(taskId)).map(({ status }) => status)).toEqual(['missed', 'missed']);
  });

  it('checks an error again', async () => {
    const world = await TaskWorld.of(4);
    const taskId = await world.create(later);
    await world.putDomain({ status: 'failed' });
    await world.travel(4 * HOUR);

    await resumeTask(taskId, world.ports);
    await world.settle();
    expect(await world.run(taskId)).toMatchObject({ status: 'error', error: 'domain-not-verified' });

    await world.putDomain();
    await resumeTask(taskId, world.ports);
    await world.settle();
    expect(await world.run(taskId)).toMatchObject({ status: 'finished', error: null, sent: 4 });
  });

  it('is refused while nothing is held', async () => {
    const world = await TaskWorld.of(1);

    await expect(resumeTask(await world.create(later), world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
  });
});

describe('cancelTask', () => {
  it('skips everybody who was not attempted, and sends nothing any more', async () => {
    const { world, taskId } = await parked();

    const { run } = await cancelTask(taskId, world.ports);
    await world.travel(3 * DAY);

    expect(countsOf(run)).toEqual({
      requested: 700,
      sent: 500,
      failed: 0,
      skipped: 200,
      unknown: 0,
      cached: 0,
      inFlight: 0,
    });
    expect(await world.status(taskId)).toBe('cancelled');
    expect(world.mailer.accepted).toHaveLength(500);
  });

  it('takes the schedule of the next occurrence away and is repeatable', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create(hourly);
    const first = await cancelTask(taskId, world.ports);

    expect(world.schedules.waiting()).toEqual([]);
    expect(await cancelTask(taskId, world.ports)).toEqual(first);
  });

  it('waits for the open segments before it counts what is left', async () => {
    const { world, taskId } = await parked();
    const { runId } = await world.run(taskId);
    await forceRun(world.tables, runId, { open: 1 });

    const { run } = await cancelTask(taskId, world.ports);

    expect(countsOf(run)).toMatchObject({ skipped: 0, inFlight: 200 });
    expect(run).toMatchObject({ status: 'cancelled', finishedAt: null });
  });

  it('is refused once the task has finished', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create();
    await world.settle();

    await expect(cancelTask(taskId, world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
  });
});

describe('retryTask', () => {
  async function withFailures() {
    const world = await TaskWorld.of(20);
    await world.join(2, 'reject+');
    await world.join(1, 'hang+');
    const taskId = await world.create();
    await world.travel(30 * MINUTE);
    await world.reconcile();
    await world.settle();
    return { world, taskId };
  }

  it('mails only those that failed, in a new run', async () => {
    const { world, taskId } = await withFailures();
    const first = await world.run(taskId);
    expect(first).toMatchObject({ status: 'finished', sent: 20, failed: 2, unknown: 1 });

    await retryTask(taskId, ['failed'], world.ports);
    await world.settle();

    const retry = await world.run(taskId);
    expect(retry).toMatchObject({ status: 'finished', retryOf: first.runId, count: 2, failed: 2 });
    expect(
      [...world.mailer.attempts]
        .filter(([, n]) => n > 1)
        .map(([email]) => email)
        .sort(),
    ).toEqual(['reject+0@y.test', 'reject+1@y.test']);
    expect(await world.status(taskId)).toBe('finished');
  });

  it('mails an unknown one again only when it is asked for by name', async () => {
    const { world, taskId } = await withFailures();

    await retryTask(taskId, ['unknown'], world.ports);
    await world.settle();

    expect(world.mailer.attempts.get('hang+0@y.test')).toBe(2);
    expect(await world.run(taskId)).toMatchObject({ count: 1 });
  });

  it('leaves out an unknown one whose delivery came to be known since, and says so', async () => {
    const { world, taskId } = await withFailures();
    const first = await world.run(taskId);
    const { segments } = await segmentsPage(world.tables, first.runId, { limit: 100, after: null });
    const [at] = segments.flatMap(({ serial, n, results }) =>
      Array.from({ length: n }, (_, index) => ({ serial, index, result: readResult(results, index) })).filter(
        ({ result }) => result === 'unknown',
      ),
    );
    const key = mailKey(first.runId, at?.serial ?? 0, at?.index ?? 0);
    await world.tables.write({ kind: 'put', table: 'Mail', item: { ...key, deliveredAt: world.clock.now() } });

    await retryTask(taskId, ['unknown', 'failed'], world.ports);
    await world.settle();

    expect(world.mailer.attempts.get('hang+0@y.test')).toBe(1);
    expect(await world.run(taskId)).toMatchObject({ status: 'finished', count: 3, failed: 2, skipped: 1, unknown: 0 });
  });

  it('makes nothing when nobody has the outcome', async () => {
    const world = await TaskWorld.of(2);
    const taskId = await world.create();
    await world.settle();

    await retryTask(taskId, ['failed', 'unknown'], world.ports);

    expect(await world.runs(taskId)).toHaveLength(1);
  });

  it('is refused while a run is active or its last mails are not settled', async () => {
    const { world, taskId } = await parked();
    await expect(retryTask(taskId, ['failed'], world.ports)).rejects.toMatchObject({ code: 'wrong-status' });

    const { run } = await cancelTask(taskId, world.ports);
    await forceRun(world.tables, run?.runId ?? '', { failed: 1, open: 1 });
    await expect(retryTask(taskId, ['failed'], world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
  });
});

describe('listRecipients', () => {
  it('shows every recipient once, page by page, with outcome and reason', async () => {
    const world = await TaskWorld.of(230);
    await world.join(2, 'reject+');
    const taskId = await world.create();
    await world.settle();
    const run = await world.run(taskId);

    const emails: string[] = [];
    let from: Parameters<typeof listRecipients>[2]['from'] = null;
    do {
      const page = await listRecipients(run, {}, { limit: 37, from }, world.ports);
      emails.push(...page.recipients.map(({ email }) => email));
      from = page.next;
    } while (from !== null);
    expect(new Set(emails).size).toBe(232);
    expect(emails).toHaveLength(232);

    const failed = await listRecipients(run, { outcome: 'failed' }, { limit: 10, from: null }, world.ports);
    expect(failed.recipients.map(({ email, outcome, reason }) => [email, outcome, reason]).sort()).toEqual([
      ['reject+0@y.test', 'failed', '550 5.1.1 no such mailbox'],
      ['reject+1@y.test', 'failed', '550 5.1.1 no such mailbox'],
    ]);
    expect(failed.recipients[0]?.mailId).toMatch(new RegExp(`^${run.runId}-\\d+-\\d+$`));
  });

  it('lists those whom a cancel dropped as skipped', async () => {
    const { world, taskId } = await parked();
    const { run } = await cancelTask(taskId, world.ports);
    if (!run) throw new Error('no run');

    const first = await listRecipients(run, { outcome: 'skipped' }, { limit: 150, from: null }, world.ports);
    const second = await listRecipients(run, { outcome: 'skipped' }, { limit: 150, from: first.next }, world.ports);

    const all = [...first.recipients, ...second.recipients];
    expect(new Set(all.map(({ email }) => email)).size).toBe(200);
    expect(all.every(({ reason, mailId }) => reason === 'cancelled' && mailId === null)).toBe(true);
    expect(second.next).toBeNull();
  });

  it('is empty before the snapshot is frozen', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create(later);
    await world.putDomain({ status: 'failed' });
    await world.travel(4 * HOUR);

    expect(await listRecipients(await world.run(taskId), {}, { limit: 9, from: null }, world.ports)).toEqual({
      recipients: [],
      next: null,
    });
  });
});
