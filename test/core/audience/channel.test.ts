import { describe, expect, it } from '@jest/globals';
import { Channel } from '../../../core/audience/channel.ts';

describe('Channel', () => {
  it('hands over every chunk in order, and holds the writer back by one', async () => {
    const channel = new Channel<number>();
    let pushed = 0;
    const writing = (async () => {
      for (let n = 1; n <= 100; n += 1) {
        await channel.push(n);
        pushed = n;
      }
      channel.close();
    })();

    const read: number[] = [];
    for await (const n of channel) {
      read.push(n);
      expect(pushed).toBeGreaterThanOrEqual(n - 1);
      expect(pushed).toBeLessThanOrEqual(n + 1);
    }

    await writing;
    expect(read).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('ends at once when nothing comes', async () => {
    const channel = new Channel<number>();
    channel.close();
    expect((await channel[Symbol.asyncIterator]().next()).done).toBe(true);
  });

  it('makes the writer throw when the reader gives up', async () => {
    const channel = new Channel<number>();
    const reading = (async () => {
      for await (const _ of channel) break;
    })();
    await channel.push(1);
    await reading;
    await expect(channel.push(2)).rejects.toThrow('gave up');
  });

  it('makes both sides throw when it fails', async () => {
    const channel = new Channel<number>();
    const waiting = channel.push(1);
    channel.fail(new Error('lost'));
    await expect(waiting).rejects.toThrow('lost');
    await expect(channel[Symbol.asyncIterator]().next()).rejects.toThrow('lost');
  });
});
