import { describe, expect, it } from '@jest/globals';
import { Streams } from '../../../adapters/dynamodb/streams.ts';

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Streams with so many calls out; answers the round of each. */
async function withCalls(calls: number) {
  const streams = new Streams();
  const rounds = await Promise.all(Array.from({ length: calls }, () => streams.enter()));
  return { streams, rounds };
}

describe('Streams', () => {
  it('bound nothing until a call is refused', async () => {
    const { streams, rounds } = await withCalls(1_000);
    for (const round of rounds) streams.leave(round, false);
    expect(streams.most).toBe(NO_LIMIT);
  });

  it('halve on a refusal, and on the others of the same round not again', async () => {
    const { streams, rounds } = await withCalls(16);
    for (const round of rounds) streams.leave(round, true);
    expect(streams.most).toBe(8);
    streams.leave(await streams.enter(), true);
    expect(streams.most).toBe(1);
  });

  it('never end', async () => {
    const { streams, rounds } = await withCalls(1);
    for (const round of rounds) streams.leave(round, true);
    expect(streams.most).toBe(1);
    streams.leave(await streams.enter(), true);
    expect(streams.most).toBe(1);
  });

  it('grow by one for each full round without a refusal', async () => {
    const { streams, rounds } = await withCalls(8);
    for (const round of rounds) streams.leave(round, true);
    expect(streams.most).toBe(4);
    for (const most of [5, 6, 7]) {
      const round = await Promise.all(Array.from({ length: most - 1 }, () => streams.enter()));
      // As they end, others begin: all places stay in use.
      for (const each of round) {
        streams.leave(each, false);
        await streams.enter();
      }
      expect(streams.most).toBe(most);
      for (let left = 0; left < most - 1; left += 1) streams.leave(0, true);
    }
  });

  it('do not grow while there are places that nobody uses', async () => {
    const { streams, rounds } = await withCalls(8);
    for (const round of rounds) streams.leave(round, true);
    for (let calls = 0; calls < 100; calls += 1) streams.leave(await streams.enter(), false);
    expect(streams.most).toBe(4);
  });

  it('let calls wait for a place, in their order', async () => {
    const { streams, rounds } = await withCalls(2);
    for (const round of rounds) streams.leave(round, true);
    expect(streams.most).toBe(1);
    const begun: string[] = [];
    const begin = async (name: string) => {
      const round = await streams.enter();
      begun.push(name);
      return round;
    };
    const [first, second, third] = [begin('first'), begin('second'), begin('third')];
    const round = await first;
    expect(begun).toEqual(['first']);
    streams.leave(round, true);
    streams.leave(await second, true);
    await third;
    expect(begun).toEqual(['first', 'second', 'third']);
  });
});
