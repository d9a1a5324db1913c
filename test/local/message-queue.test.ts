import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import type { Log } from '../../core/log.ts';
import { MessageQueue } from '../../local/message-queue.ts';
import type { InvocationContext } from '../../local/product.ts';
import { Timers } from '../../local/timers.ts';
import { describeQueue, type TestMessage } from '../contract/queue.ts';

const silent: Log = { info() {}, warn() {}, error() {} };
const queues: { stop(drainMs: number): Promise<void> }[] = [];

function queueOf<Message>(
  handle: (message: Message, context: InvocationContext) => Promise<unknown>,
  { concurrency = 1, clock = new ManualClock(0) } = {},
) {
  const timers = new Timers(silent);
  const queue = new MessageQueue<Message>({ name: 'test', concurrency, clock, log: silent, timers, handle });
  queues.push(queue);
  return { queue, timers, clock };
}

afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.stop(0);
});

/** Resolves in a later turn, when what is ready has been handed over. */
const untilIdle = async (queue: { waiting: number }): Promise<void> => {
  while (queue.waiting > 0) await new Promise((resolve) => setImmediate(resolve));
};

describeQueue('MessageQueue', async () => {
  const taken: TestMessage[] = [];
  const { queue, timers, clock } = queueOf<TestMessage>(async (message) => taken.push(message));
  queues.pop();
  queue.start();
  const receive = async (seconds: number) => {
    clock.advance(seconds * 1_000);
    await timers.fireDue(clock.now());
    await untilIdle(queue);
    return taken.splice(0);
  };
  return { queue, receive };
});

describe('MessageQueue beside the contract', () => {
  it('hands over nothing before it is started, and then in the order in which it came', async () => {
    const taken: number[] = [];
    const { queue } = queueOf<number>(async (n) => taken.push(n));
    for (const n of [1, 2, 3]) await queue.send(n);
    expect([taken, queue.waiting]).toEqual([[], 3]);
    queue.start();
    await untilIdle(queue);
    expect([taken, queue.sent]).toEqual([[1, 2, 3], 3]);
  });

  it('runs so many invocations at a time, and no more', async () => {
    const ends: (() => void)[] = [];
    const { queue } = queueOf<number>(() => new Promise<void>((resolve) => ends.push(resolve)), { concurrency: 2 });
    queue.start();
    for (const n of [1, 2, 3]) await queue.send(n);
    const turns = async () => {
      for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await turns();
    expect(ends).toHaveLength(2);
    ends[0]?.();
    await turns();
    expect(ends).toHaveLength(3);
    for (const end of ends) end();
    await untilIdle(queue);
  });

  it('counts what is delayed as sent, not as waiting', async () => {
    const { queue, timers } = queueOf<number>(async () => {});
    await queue.send(1, 900);
    expect([queue.sent, queue.waiting, timers.nextDue()]).toEqual([1, 0, 900_000]);
  });

  it('gives an invocation five minutes, and tells it when its time is over', async () => {
    const clock = new ManualClock(7);
    const { promise: seen, resolve } = Promise.withResolvers<InvocationContext>();
    const { promise: end, resolve: finish } = Promise.withResolvers<void>();
    const handle = async (_message: number, context: InvocationContext) => {
      resolve(context);
      await end;
    };
    const { queue } = queueOf<number>(handle, { clock });
    queue.start();
    await queue.send(1);
    const context = await seen;
    expect(context.deadline).toBe(7 + 300_000);
    const stopped = queue.stop(60_000);
    expect(context.deadline).toBe(7);
    finish();
    await stopped;
    await queue.send(2);
    expect(queue.waiting).toBe(1);
  });
});
