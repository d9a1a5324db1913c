import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from '@jest/globals';
import { classifySesError } from '../../adapters/ses/classify.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { Dice } from '../simulation/dice.ts';
import { Process } from './caller.ts';
import { Gateway } from './gateway.ts';
import { Lambda } from './lambda.ts';
import { Scheduler } from './scheduler.ts';
import { SES, Ses, type SesSettings } from './ses.ts';
import { CloudQueue } from './sqs.ts';
import { readFigures } from './stack.ts';
import { Timeline } from './timeline.ts';

const dice = new Dice('services');

function newSes(settings: Partial<SesSettings>, publishes: string[] = []) {
  const timeline = new Timeline(0);
  const told: object[] = [];
  const ses = new Ses(timeline, dice, { ...SES, ...settings }, publishes, (event) => told.push(event));
  const api = ses.apiOf(new Process('sender', timeline, 1_000));
  const send = (to: string) =>
    api
      .sendEmail(
        {
          FromEmailAddress: 'news@cloud.example',
          Destination: { ToAddresses: [to] },
          EmailTags: [{ Name: 'mailId', Value: 'run-0-0' }],
        },
        new Uint8Array(),
      )
      .then(
        () => 'accepted',
        (error: unknown) => classifySesError(error, { sender: 'news@cloud.example', recipient: to }),
      );
  return { timeline, ses, send, told };
}

describe('SES', () => {
  it('accepts no more in a second than the account may send', async () => {
    const { timeline, ses, send } = newSes({ maxSendRate: 14 });
    const answers = Promise.all(Array.from({ length: 20 }, (_, i) => send(`r${i}@example.net`)));
    await timeline.run(MINUTE);
    const throttled = (await answers).filter((answer) => typeof answer === 'object' && answer.kind === 'throttled');
    expect([ses.accepted, ses.throttled, throttled.length]).toEqual([14, 6, 6]);
  });

  it('refuses strangers in the sandbox, and knows when the day is used up', async () => {
    const { timeline, send } = newSes({ sandbox: true, verified: ['me@example.net'], perDay: 1 });
    const answers = ['stranger@example.net', 'me@example.net', 'me@example.net'].map(async (to, i) => {
      await timeline.sleep(i * SECOND);
      return send(to);
    });
    await timeline.run(MINUTE);
    const [stranger, first, second] = await Promise.all(answers);
    expect(stranger).toMatchObject({ kind: 'refused' });
    expect(first).toBe('accepted');
    expect(second).toMatchObject({ kind: 'blocked', code: 'account-quota' });
  });

  it('tells what becomes of a mail, as far as the configuration set wants to hear of it', async () => {
    const { timeline, send, told } = newSes({ bounceShare: 1 }, ['SEND', 'BOUNCE']);
    void send('gone@example.net');
    await timeline.run(MINUTE);
    expect(told).toMatchObject([{ eventType: 'Send' }, { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } }]);
  });
});

describe('EventBridge Scheduler', () => {
  it('fires in the minute of a schedule, at any second of it', async () => {
    const timeline = new Timeline(0);
    const queue = new CloudQueue('Start', timeline, { visibilitySeconds: 60, maxReceives: 3 });
    const scheduler = new Scheduler(timeline, dice, new Map([['Start', queue]]));
    const client = scheduler.clientOf(new Process('tasks', timeline, 1));
    for (let i = 0; i < 50; i += 1) {
      void client.send(
        new CreateScheduleCommand({
          Name: `s${i}`,
          ScheduleExpression: 'at(1970-01-01T00:10:30)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: 'Start', RoleArn: 'role', Input: '{}' },
        }),
      );
    }
    await timeline.run(10 * MINUTE - SECOND);
    expect(queue.visible).toBe(0);
    await timeline.run(10 * MINUTE + 29 * SECOND);
    expect(queue.visible).toBeGreaterThan(0);
    await timeline.run(11 * MINUTE);
    expect(queue.visible).toBe(50);
  });
});

describe('API Gateway', () => {
  it('refuses what is over its rate, and answers 503 where the account has no invocation left', async () => {
    const timeline = new Timeline(0);
    const lambda = new Lambda(timeline, dice, 5);
    const figures = { timeoutSeconds: 29, memoryMb: 1_024, detectsLoops: true };
    lambda.deploy('audience', figures, () => async () => {
      await timeline.sleep(SECOND);
      return { statusCode: 200 };
    });
    const throttle = { perSecond: 5, burst: 10 };
    const gateway = new Gateway(timeline, dice, lambda, { throttle, routeThrottles: {} });
    const calls = Promise.all(Array.from({ length: 20 }, () => gateway.request('GET', '/v1/lists', {})));
    await timeline.run(MINUTE);
    const statuses = (await calls).map(({ status }) => status);
    const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
    expect([count(200), count(503), count(429)]).toEqual([5, 5, 10]);
  });
});

describe('the figures of the stack', () => {
  it('are read from its template', () => {
    const figures = readFigures({
      QueuesSendD5D3782D: {
        Type: 'AWS::SQS::Queue',
        Properties: { VisibilityTimeout: 1_800, RedrivePolicy: { maxReceiveCount: 5 } },
      },
      QueuesSendDeadLetters78A8CB73: { Type: 'AWS::SQS::Queue', Properties: {} },
      SendingSenderD937F8FE: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Timeout: 300,
          MemorySize: 1_769,
          RecursiveLoop: 'Allow',
          Environment: { Variables: { SEND_RATE: '200' } },
        },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['QueuesSendD5D3782D', 'Arn'] },
          FunctionName: { Ref: 'SendingSenderD937F8FE' },
          BatchSize: 1,
          ScalingConfig: { MaximumConcurrency: 20 },
        },
      },
    });
    expect(figures.queues).toEqual({ Send: { visibilitySeconds: 1_800, maxReceives: 5 } });
    expect(figures.functions).toEqual({ sender: { timeoutSeconds: 300, memoryMb: 1_769, detectsLoops: false } });
    expect(figures.sources).toEqual([
      { queue: 'Send', function: 'sender', batchSize: 1, windowSeconds: 0, maxConcurrency: 20 },
    ]);
    expect(figures.settings).toEqual({ sendRate: 200 });
  });
});
