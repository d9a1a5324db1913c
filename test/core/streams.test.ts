import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { forEachOf } from '../../core/streams.ts';

async function* pages(...sizes: number[]): AsyncGenerator<number[]> {
  let next = 0;
  for (const size of sizes) yield Array.from({ length: size }, () => next++);
}

const clock = new ManualClock(1_000);
const FOREVER = Number.POSITIVE_INFINITY;

describe('forEachOf', () => {
  it('does something with every item once, so many side by side', async () => {
    const seen: number[] = [];
    let [running, most] = [0, 0];
    const all = await forEachOf(pages(7, 0, 1, 12), { streams: 3, until: FOREVER, clock }, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      seen.push(item);
      running -= 1;
    });

    expect(all).toBe(true);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(most).toBe(3);
  });

  it('begins nothing more once its time is over, ends what it began, and reads no further page', async () => {
    const own = new ManualClock(0);
    const done: number[] = [];
    let read = 0;
    async function* counted() {
      for await (const page of pages(10, 10)) {
        read += 1;
        yield page;
      }
    }
    const all = await forEachOf(counted(), { streams: 2, until: 3, clock: own }, async (item) => {
      own.advance(1);
      await Promise.resolve();
      done.push(item);
    });

    expect([all, done, read]).toEqual([false, [0, 1, 2], 1]);
  });

  it('throws the first error once nothing is under way any more', async () => {
    const done: number[] = [];
    const act = async (item: number) => {
      if (item === 1) throw new Error('told to fail');
      await Promise.resolve();
      done.push(item);
    };
    await expect(forEachOf(pages(9), { streams: 3, until: FOREVER, clock }, act)).rejects.toThrow('told to fail');
    expect(done).toEqual([0, 2]);
  });
});
