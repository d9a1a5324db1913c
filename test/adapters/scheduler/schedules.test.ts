import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSchedulerClient } from '../../../adapters/aws-clients.ts';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { EventBridgeSchedules } from '../../../adapters/scheduler/schedules.ts';
import type { ScheduleTarget } from '../../../core/schedules.ts';
import { describeSchedules } from '../../contract/schedules.ts';
import { LOCAL_ACCOUNT } from '../../support/engines.ts';

const NOW = Date.parse('2027-01-05T09:00:00.400Z');
const TOKEN: ScheduleTarget = { queue: 'send', message: { v: 1, runId: '7-1' } };

interface Sent {
  ScheduleExpression: string;
  Target: { Arn: string; Input: string };
}

/** The three calls of EventBridge Scheduler's REST API that the adapter makes, with its errors. */
class Scheduler {
  readonly byName = new Map<string, Sent>();
  readonly calls: string[] = [];
  /** So many calls that create are in conflict whatever exists. */
  conflicts = 0;
  readonly server: Server;

  constructor() {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const url = new URL(request.url ?? '/', 'http://localhost');
      const { status, body } = this.answer(request.method ?? '', url, Buffer.concat(chunks).toString());
      const error = status >= 400 ? { 'x-amzn-errortype': String(body.type) } : {};
      response.writeHead(status, { 'content-type': 'application/json', ...error });
      response.end(JSON.stringify(body));
    });
  }

  answer(method: string, url: URL, text: string): { status: number; body: Record<string, unknown> } {
    const name = decodeURIComponent(url.pathname.replace('/schedules/', ''));
    this.calls.push(`${method} ${name}`);
    const found = this.byName.get(name);
    if (method === 'POST') {
      this.conflicts -= 1;
      if (this.conflicts >= 0 || found) return { status: 409, body: { type: 'ConflictException', Message: 'taken' } };
      this.byName.set(name, JSON.parse(text));
      return { status: 200, body: { ScheduleArn: `arn:${name}` } };
    }
    const isOurs = url.searchParams.get('groupName') === 'campaigns';
    if (!found || !isOurs) return { status: 404, body: { type: 'ResourceNotFoundException', Message: 'none' } };
    if (method === 'DELETE') this.byName.delete(name);
    return { status: 200, body: method === 'GET' ? { Name: name, ...found } : {} };
  }
}

const scheduler = new Scheduler();
let schedules: EventBridgeSchedules;

const make = async (): Promise<EventBridgeSchedules> => {
  if (!scheduler.server.listening) await new Promise<void>((done) => scheduler.server.listen(0, '127.0.0.1', done));
  const address = scheduler.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return new EventBridgeSchedules({
    client: createSchedulerClient({ ...LOCAL_ACCOUNT, endpoint: `http://127.0.0.1:${port}` }),
    groupName: 'campaigns',
    roleArn: 'arn:role',
    queueArns: { send: 'arn:send', start: 'arn:start' },
    deadLetterArn: 'arn:dead',
    clock: new ManualClock(NOW),
  });
};

afterAll(async () => {
  scheduler.server.closeAllConnections();
  await new Promise((done) => scheduler.server.close(done));
});

describeSchedules('EventBridgeSchedules', async () => ({
  schedules: await make(),
  async look(name) {
    const sent = scheduler.byName.get(name);
    if (!sent) return undefined;
    const at = Date.parse(`${sent.ScheduleExpression.slice('at('.length, -1)}Z`);
    const queue = sent.Target.Arn.replace('arn:', '');
    return { at, target: { queue, message: JSON.parse(sent.Target.Input) } as ScheduleTarget };
  },
}));

describe('EventBridgeSchedules beside the contract', () => {
  beforeAll(async () => {
    schedules = await make();
  });
  beforeEach(() => {
    scheduler.byName.clear();
    scheduler.calls.length = 0;
    scheduler.conflicts = 0;
  });

  it('asks for one shot at one instant in UTC, retried for a day, then a dead letter', async () => {
    await schedules.create('p-1', Date.parse('2027-01-06T09:00:00.001Z'), TOKEN);
    expect(scheduler.byName.get('p-1')).toEqual({
      ClientToken: expect.any(String),
      GroupName: 'campaigns',
      ScheduleExpression: 'at(2027-01-06T09:00:01)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:send',
        RoleArn: 'arn:role',
        Input: '{"v":1,"runId":"7-1"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        DeadLetterConfig: { Arn: 'arn:dead' },
      },
    });
  });

  it('makes none in the past', async () => {
    await schedules.create('late', NOW - 60_000, TOKEN);
    expect(scheduler.byName.get('late')?.ScheduleExpression).toBe('at(2027-01-05T09:00:03)');
  });

  it('tries once more after a conflict with what does not exist', async () => {
    scheduler.conflicts = 1;
    expect(await schedules.create('p-1', NOW, TOKEN)).toBe('created');
    expect(scheduler.calls).toEqual(['POST p-1', 'GET p-1', 'POST p-1']);
  });

  it('throws when the conflict lasts', async () => {
    scheduler.conflicts = 9;
    await expect(schedules.create('p-1', NOW, TOKEN)).rejects.toThrow('does not exist');
    expect(scheduler.calls).toHaveLength(4);
  });
});
