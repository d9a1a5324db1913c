import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Log } from '../../core/log.ts';
import type { ScheduleTarget } from '../../core/schedules.ts';
import { LocalScheduler } from '../../local/scheduler.ts';
import { describeSchedules } from '../contract/schedules.ts';

const NOW = Date.parse('2027-01-05T09:00:00Z');
const HOUR = 3_600_000;
const TOKEN: ScheduleTarget = { queue: 'send', message: { v: 1, runId: '7-1' } };
const silent: Log = { info() {}, warn() {}, error() {} };

describeSchedules('LocalScheduler', async () => {
  const schedules = new LocalScheduler({ path: null, log: silent, deliver: async () => {} });
  const look = async (wanted: string) => {
    const found = schedules.list().find(({ name }) => name === wanted);
    return found && { at: found.at, target: found.target };
  };
  return { schedules, look };
});

describe('LocalScheduler', () => {
  let directory: string;
  let delivered: ScheduleTarget[];
  let isBroken: boolean;

  const open = () =>
    new LocalScheduler({
      path: join(directory, 'schedules.json'),
      log: silent,
      deliver: async (target) => {
        if (isBroken) throw new Error('no queue');
        delivered.push(target);
      },
    });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'mailramp-scheduler-'));
    delivered = [];
    isBroken = false;
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('names the task that starts, or whose run goes on, next', async () => {
    const scheduler = open();
    expect(scheduler.nextShown()).toBeNull();
    await scheduler.create('a', NOW + 2 * HOUR, TOKEN);
    expect(scheduler.nextShown()).toEqual({ at: NOW + 2 * HOUR, kind: 'wake', taskId: '7' });
    const message = { v: 1, taskId: '9', scheduledFor: new Date(NOW + HOUR).toISOString() } as const;
    await scheduler.create('b', NOW + HOUR, { queue: 'start', message });
    expect(scheduler.nextShown()).toEqual({ at: NOW + HOUR, kind: 'start', taskId: '9' });
  });

  it('fires at its instant, and is gone', async () => {
    const scheduler = open();
    await scheduler.create('a', NOW + HOUR, TOKEN);
    expect(scheduler.nextDue()).toBe(NOW + HOUR);
    expect(await scheduler.fireDue(NOW + HOUR - 1)).toBe(0);
    expect(await scheduler.fireDue(NOW + HOUR)).toBe(1);
    expect(delivered).toEqual([TOKEN]);
    expect(scheduler.nextDue()).toBeNull();
    expect(open().list()).toEqual([]);
  });

  it('fires the earliest first', async () => {
    const scheduler = open();
    const late: ScheduleTarget = { queue: 'send', message: { v: 1, runId: '7-2' } };
    await scheduler.create('late', NOW + 2, late);
    await scheduler.create('early', NOW - HOUR, TOKEN);
    expect(await scheduler.fireDue(NOW + HOUR)).toBe(2);
    expect(delivered).toEqual([TOKEN, late]);
  });

  it('survives a restart', async () => {
    await open().create('a', NOW + HOUR, TOKEN);
    const scheduler = open();
    expect(scheduler.nextDue()).toBe(NOW + HOUR);
    await scheduler.fireDue(NOW + HOUR);
    expect(delivered).toEqual([TOKEN]);
  });

  it('fires again what could not be delivered, a second later', async () => {
    const scheduler = open();
    await scheduler.create('a', NOW + HOUR, TOKEN);
    isBroken = true;
    expect(await scheduler.fireDue(NOW + HOUR)).toBe(0);
    isBroken = false;
    expect(await scheduler.fireDue(NOW + HOUR)).toBe(0);
    expect(await scheduler.fireDue(NOW + HOUR + 1_000)).toBe(1);
    expect(delivered).toEqual([TOKEN]);
  });

  it('leaves schedules of an older form to the reconciler', () => {
    const old = [{ group: 'mailramp', name: 'a', at: NOW, request: { Target: { Arn: 'queue' } } }];
    writeFileSync(join(directory, 'schedules.json'), JSON.stringify(old));
    expect(open().nextDue()).toBeNull();
  });
});
