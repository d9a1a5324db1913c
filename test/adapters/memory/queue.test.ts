import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryQueue } from '../../../adapters/memory/queue.ts';
import { describeQueue, type TestMessage } from '../../contract/queue.ts';

describeQueue('MemoryQueue', async () => {
  const clock = new ManualClock(0);
  const queue = new MemoryQueue<TestMessage>(clock);
  const receive = async (seconds: number) => {
    clock.advance(seconds * 1_000);
    const messages: TestMessage[] = [];
    for (let message = queue.take(); message; message = queue.take()) messages.push(message);
    return messages;
  };
  return { queue, receive };
});

describe('MemoryQueue beside the contract', () => {
  it('shows what waits, by its instant, and gives up any of it', async () => {
    const queue = new MemoryQueue<string>(new ManualClock(1_000));
    await queue.send('late', 900);
    await queue.send('now');
    expect(queue.waiting()).toEqual([
      { id: 2, message: 'now', dueAt: 1_000 },
      { id: 1, message: 'late', dueAt: 901_000 },
    ]);
    expect(queue.take(1)).toBe('late');
    expect(queue.take(1)).toBeUndefined();
    expect(queue.take()).toBe('now');
    expect(queue.take()).toBeUndefined();
  });
});
