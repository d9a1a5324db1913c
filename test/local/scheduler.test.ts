import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventBridgeSchedules } from '../../adapters/scheduler/schedules.ts';
import type { Instant } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { ScheduleTarget } from '../../core/schedules.ts';
import { LocalScheduler, parseAt } from '../../local/scheduler.ts';
import { type SchedulerApi, serveScheduler } from '../../local/scheduler-api.ts';
import { describeSchedules } from '../contract/schedules.ts';

const NOW = Date.parse('2027-01-05T09:00:00Z');
const ARNS = { send: 'arn:aws:sqs:us-east-1:000000000000:send', start: 'arn:aws:sqs:us-east-1:000000000000:start' };
const clock = { now: () => NOW };
const silent: Log = { info() {}, warn() {}, error() {} };
const access = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

const clientOf = ({ endpoint }: SchedulerApi) => new SchedulerClient({ ...access, endpoint, maxAttempts: 1 });

describe('the local scheduler under the production adapter', () => {
  let api: SchedulerApi;
  let scheduler: LocalScheduler;
  let client: SchedulerClient;

  beforeAll(async () => {
    scheduler = new LocalScheduler({
      path: null,
      clock: { ...clock, sleep: async () => {} },
      log: silent,
      deliver: async () => {},
    });
    api = await serveScheduler(scheduler, ['mailramp']);
    client = clientOf(api);
  });
  afterAll(async () => {
    client.destroy();
    await api.close();
  });

  describeSchedules('EventBridgeSchedules on the local scheduler', async () => ({
    schedules: new EventBridgeSchedules({
      client,
      groupName: 'mailramp',
      roleArn: 'arn:aws:iam::000000000000:role/scheduler',
      queueArns: ARNS,
      deadLetterArn: 'arn:aws:sqs:us-east-1:000000000000:send-dead-letters',
      clock,
    }),
    look: async (name) => {
      const schedule = scheduler.get('mailramp', name);
      if (schedule === undefined) return undefined;
      const { Arn, Input = '' } = schedule.request.Target;
      const target = { queue: Arn === ARNS.send ? 'send' : 'start', message: JSON.parse(Input) } as ScheduleTarget;
      return { at: schedule.at, target };
    },
  }));
});

describe('LocalScheduler', () => {
  let directory: string;
  let now: Instant;
  let delivered: [arn: string, body: string][];
  let isBroken: boolean;

  const open = () =>
    new LocalScheduler({
      path: join(directory, 'schedules.json'),
      clock: { now: () => now, sleep: async () => {} },
      log: silent,
      deliver: async (arn, body) => {
        if (isBroken) throw new Error('no queue');
        delivered.push([arn, body]);
      },
    });
  const request = (at: string, more = {}) => ({
    ScheduleExpression: `at(${at})`,
    ActionAfterCompletion: 'DELETE' as const,
    Target: { Arn: 'queue', RoleArn: 'role', Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    ...more,
  });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'mailramp-scheduler-'));
    now = NOW;
    delivered = [];
    isBroken = false;
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('fires at its instant, says which one it was, and is gone', async () => {
    const scheduler = open();
    scheduler.put('g', 'a', request('2027-01-05T10:00:00'));
    expect(scheduler.nextDue()).toBe(NOW + 3_600_000);
    expect(await scheduler.fireDue(NOW + 3_599_999)).toBe(0);
    expect(await scheduler.fireDue(NOW + 3_600_000)).toBe(1);
    expect(delivered).toEqual([['queue', '{"at":"2027-01-05T10:00:00Z"}']]);
    expect(open().list()).toEqual([]);
  });

  it('survives a restart', () => {
    open().put('g', 'a', request('2027-01-05T10:00:00'));
    expect(open().nextDue()).toBe(NOW + 3_600_000);
  });

  it('fires again what could not be delivered, a second later and under the instant it was made for', async () => {
    const scheduler = open();
    scheduler.put('g', 'a', request('2027-01-05T10:00:00'));
    isBroken = true;
    now = NOW + 3_600_000;
    expect(await scheduler.fireDue(now)).toBe(0);
    isBroken = false;
    expect(await scheduler.fireDue(now)).toBe(0);
    expect(await scheduler.fireDue(now + 1_000)).toBe(1);
    expect(delivered).toEqual([['queue', '{"at":"2027-01-05T10:00:00Z"}']]);
  });

  it('keeps one that is not to be deleted, but fires it no more', async () => {
    const scheduler = open();
    scheduler.put('g', 'a', request('2027-01-05T10:00:00', { ActionAfterCompletion: 'NONE' }));
    await scheduler.fireDue(NOW + 3_600_000);
    expect(await open().fireDue(NOW + 7_200_000)).toBe(0);
    expect(open().get('g', 'a')).toBeDefined();
  });

  it('does not fire what is disabled', async () => {
    const scheduler = open();
    scheduler.put('g', 'a', request('2027-01-05T10:00:00', { State: 'DISABLED' }));
    expect(scheduler.nextDue()).toBeNull();
  });
});

describe('parseAt', () => {
  it('reads local times in their zone', () => {
    expect(parseAt('at(2027-03-15T02:30:00)', 'America/New_York')).toBe(Date.parse('2027-03-15T06:30:00Z'));
  });

  it.each(['rate(5 minutes)', 'at(2027-02-30T00:00:00)', 'at(2027-01-05)', ''])('refuses %j', (expression) => {
    expect(() => parseAt(expression)).toThrow(RangeError);
  });
});

describe('serveScheduler', () => {
  let api: SchedulerApi;
  let client: SchedulerClient;
  const schedule = (more = {}) => ({
    Name: 'a',
    GroupName: 'mailramp',
    ScheduleExpression: 'at(2027-01-06T09:00:00)',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: ARNS.send, RoleArn: 'role', Input: '{}' },
    ...more,
  });
  const named = { Name: 'a', GroupName: 'mailramp' };

  beforeEach(async () => {
    const scheduler = new LocalScheduler({
      path: null,
      clock: { ...clock, sleep: async () => {} },
      log: silent,
      deliver: async () => {},
    });
    api = await serveScheduler(scheduler, ['mailramp']);
    client = clientOf(api);
  });
  afterEach(async () => {
    client.destroy();
    await api.close();
  });

  it('answers the same call made twice with success, and another of that name with a conflict', async () => {
    const call = schedule({ ClientToken: 'one' });
    const first = await client.send(new CreateScheduleCommand(call));
    expect((await client.send(new CreateScheduleCommand(call))).ScheduleArn).toBe(first.ScheduleArn);
    await expect(client.send(new CreateScheduleCommand(schedule({ ClientToken: 'two' })))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  it('reads, updates, lists and removes', async () => {
    await client.send(new CreateScheduleCommand(schedule()));
    await client.send(new UpdateScheduleCommand(schedule({ ScheduleExpression: 'at(2027-01-07T09:00:00)' })));
    expect(await client.send(new GetScheduleCommand(named))).toMatchObject({
      ...named,
      State: 'ENABLED',
      ScheduleExpression: 'at(2027-01-07T09:00:00)',
      CreationDate: new Date(NOW),
    });
    expect((await client.send(new ListSchedulesCommand({ GroupName: 'mailramp' }))).Schedules).toHaveLength(1);
    await client.send(new DeleteScheduleCommand(named));
    await expect(client.send(new GetScheduleCommand(named))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    ['an expression that is none', schedule({ ScheduleExpression: 'at(tomorrow)' }), 'ValidationException'],
    ['a name with a blank', schedule({ Name: 'a b' }), 'ValidationException'],
    ['a group that does not exist', schedule({ GroupName: 'other' }), 'ResourceNotFoundException'],
  ])('refuses %s', async (_, call, name) => {
    await expect(client.send(new CreateScheduleCommand(call))).rejects.toMatchObject({ name });
  });

  it('refuses to change or remove what does not exist', async () => {
    const name = 'ResourceNotFoundException';
    await expect(client.send(new UpdateScheduleCommand(schedule()))).rejects.toMatchObject({ name });
    await expect(client.send(new DeleteScheduleCommand(named))).rejects.toMatchObject({ name });
  });
});
