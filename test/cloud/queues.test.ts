import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import { Dice } from '../simulation/dice.ts';
import { EventSource, type Handler, Lambda } from './lambda.ts';
import { CloudQueue, type Message, NO_CHAIN } from './sqs.ts';
import type { StackSource } from './stack.ts';
import { Timeline } from './timeline.ts';

const SOURCE: StackSource = { queue: 'Work', function: 'worker', batchSize: 1, windowSeconds: 0, maxConcurrency: 5 };

interface Options {
  source?: Partial<StackSource>;
  concurrency?: number;
  detectsLoops?: boolean;
  handler: (world: World) => Handler;
}

interface World {
  timeline: Timeline;
  queue: CloudQueue;
  lambda: Lambda;
  handled: string[];
}

function newWorld({ source, concurrency, detectsLoops, handler }: Options): World {
  const timeline = new Timeline(0);
  const dice = new Dice('queues');
  const queue = new CloudQueue('Work', timeline, { visibilitySeconds: 60, maxReceives: 3 });
  const lambda = new Lambda(timeline, dice, concurrency ?? 1_000);
  const world = { timeline, queue, lambda, handled: [] };
  const figures = { timeoutSeconds: 10, memoryMb: 1_769, detectsLoops: detectsLoops ?? true };
  lambda.deploy('worker', figures, () => handler(world));
  new EventSource(timeline, dice, lambda, queue, { ...SOURCE, ...source });
  return world;
}

const bodiesOf = (event: unknown): string[] => (event as { Records: Message[] }).Records.map(({ body }) => body);

const notes =
  ({ handled, timeline }: World, ms = 0): Handler =>
  async (event) => {
    handled.push(...bodiesOf(event));
    await timeline.sleep(ms);
  };

describe('a queue', () => {
  it('delivers a message once, and is empty then', async () => {
    const { timeline, queue, handled } = newWorld({ handler: notes });
    queue.put('a');
    await timeline.run(HOUR);
    expect([handled, queue.live]).toEqual([['a'], 0]);
  });

  it('holds a message back for its delay', async () => {
    const { timeline, queue, handled } = newWorld({ handler: notes });
    queue.put('a', NO_CHAIN, 10 * SECOND);
    await timeline.run(9 * SECOND);
    expect(handled).toEqual([]);
    await timeline.run(12 * SECOND);
    expect(handled).toEqual(['a']);
  });

  it('shows a message whose function threw when its visibility is over, and buries it after the last receive', async () => {
    const { timeline, queue, handled, lambda } = newWorld({
      handler: (world) => async (event) => {
        world.handled.push(...bodiesOf(event));
        throw new Error('no');
      },
    });
    queue.put('a');
    await timeline.run(59 * SECOND);
    expect(handled).toHaveLength(1);
    await timeline.run(HOUR);
    expect(handled).toHaveLength(3);
    expect([queue.deadLetters.length, queue.live, lambda.usageOf('worker').thrown]).toEqual([1, 0, 3]);
  });

  it('fills a batch for as long as its window', async () => {
    const { timeline, queue, handled, lambda } = newWorld({
      source: { batchSize: 100, windowSeconds: 5 },
      handler: notes,
    });
    for (let i = 0; i < 10; i += 1) queue.put(String(i), NO_CHAIN, i * 300);
    await timeline.run(MINUTE);
    expect([handled.length, lambda.usageOf('worker').invocations]).toEqual([10, 1]);
  });
});

describe('a function', () => {
  it('is killed at its time-out, and its message comes again', async () => {
    const { timeline, queue, lambda, handled } = newWorld({ handler: (world) => notes(world, 20 * SECOND) });
    queue.put('a');
    await timeline.run(65 * SECOND);
    expect([handled.length, lambda.usageOf('worker').timedOut]).toEqual([2, 1]);
  });

  it('runs no more at once than its source or the account allows', async () => {
    const busiest = async (source: Partial<StackSource>, concurrency: number) => {
      let [running, most] = [0, 0];
      const { timeline, queue } = newWorld({
        source,
        concurrency,
        handler: (world) => async () => {
          running += 1;
          most = Math.max(most, running);
          await world.timeline.sleep(SECOND);
          running -= 1;
        },
      });
      for (let i = 0; i < 30; i += 1) queue.put(String(i));
      await timeline.run(HOUR);
      return most;
    };
    expect(await busiest({ maxConcurrency: 5 }, 1_000)).toBe(5);
    expect(await busiest({ maxConcurrency: 5 }, 3)).toBe(3);
  });

  it('loses messages to polls that are throttled again and again', async () => {
    const { timeline, queue, lambda } = newWorld({ concurrency: 0, handler: notes });
    queue.put('a');
    await timeline.run(HOUR);
    expect([queue.deadLetters.length, lambda.usageOf('worker').throttled]).toEqual([1, 3]);
  });
});

describe('loop detection', () => {
  const sendsItself = (detectsLoops: boolean) => {
    const world = newWorld({
      detectsLoops,
      handler:
        ({ handled, queue }) =>
        async (event) => {
          handled.push(...bodiesOf(event));
          if (handled.length < 40) queue.put('again', new Map([['worker', handled.length]]), SECOND);
        },
    });
    world.queue.put('first');
    return world;
  };

  it('stops a function that has called itself 16 times', async () => {
    const { timeline, handled, queue } = sendsItself(true);
    await timeline.run(HOUR);
    expect([handled.length, queue.deadLetters.length]).toEqual([16, 1]);
  });

  it('does not where the stack says so', async () => {
    const { timeline, handled, queue } = sendsItself(false);
    await timeline.run(HOUR);
    expect([handled.length, queue.deadLetters.length]).toEqual([40, 0]);
  });
});
