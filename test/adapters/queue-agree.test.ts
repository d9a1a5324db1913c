import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSqsClient } from '../../adapters/aws-clients.ts';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { MemoryQueue } from '../../adapters/memory/queue.ts';
import { SqsQueue } from '../../adapters/sqs/queue.ts';
import type { Queue } from '../../core/queue.ts';
import { outcomeOf, sequences } from '../support/agreement.ts';
import { type Engine, LOCAL_ACCOUNT, startAwsEngine } from '../support/engines.ts';

const SEQUENCES = sequences(100);

/** Any message, sent without a delay, with one that no sequence lasts for, or with one that is none. */
const send = fc.record({
  call: fc.constant('send' as const),
  message: fc.jsonValue({ stringUnit: 'binary' }),
  delay: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(undefined, 0) },
    { weight: 2, arbitrary: fc.double({ min: 60, max: 900, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 900.5, 901, Number.NaN, Number.POSITIVE_INFINITY) },
  ),
});
const call = fc.oneof(
  { weight: 3, arbitrary: send },
  { weight: 1, arbitrary: fc.constant({ call: 'receive' as const }) },
);

/** In an order of their own: a queue promises none. */
const sorted = (messages: unknown[]): string[] => messages.map((message) => JSON.stringify(message)).sort();

describe('MemoryQueue and SqsQueue', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startAwsEngine();
  });
  afterAll(() => engine?.stop());

  it('deliver the same messages of random sequences', async () => {
    const client = createSqsClient({ ...LOCAL_ACCOUNT, endpoint: engine.endpoint });
    const takeAll = async (QueueUrl: string): Promise<unknown[]> => {
      const taken: unknown[] = [];
      for (;;) {
        const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return taken;
        for (const { Body, ReceiptHandle } of Messages) {
          taken.push(JSON.parse(Body ?? ''));
          await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    };
    let made = 0;
    let delivered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 10 }), async (calls) => {
        made += 1;
        const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: `agree-${made}` }));
        const memory = new MemoryQueue<unknown>(new ManualClock(0));
        const sqs: Queue<unknown> = new SqsQueue(client, QueueUrl);
        for (const one of [...calls, { call: 'receive' as const }]) {
          if (one.call === 'send') {
            const expected = await outcomeOf(() => memory.send(one.message, one.delay));
            expect(await outcomeOf(() => sqs.send(one.message, one.delay))).toEqual(expected);
            continue;
          }
          const due = memory.waiting().filter(({ dueAt }) => dueAt === 0);
          expect(sorted(await takeAll(QueueUrl))).toEqual(sorted(due.map(({ id }) => memory.take(id))));
          delivered += due.length;
        }
        await client.send(new DeleteQueueCommand({ QueueUrl }));
      }),
      { numRuns: SEQUENCES },
    );
    expect(delivered).toBeGreaterThan(SEQUENCES);
    client.destroy();
  });
});
