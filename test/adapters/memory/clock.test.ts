import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';

describe('ManualClock', () => {
  it('wakes sleepers in the order of their instants, and no sooner', async () => {
    const clock = new ManualClock(1_000);
    const woken: string[] = [];
    const sleepers = [
      clock.sleep(200).then(() => woken.push('second')),
      clock.sleep(100).then(() => woken.push('first')),
      clock.sleep(900).then(() => woken.push('third')),
    ];
    expect(clock.nextWake()).toBe(1_100);
    clock.advance(99);
    await Promise.resolve();
    expect(woken).toEqual([]);
    clock.moveTo(1_200);
    await Promise.all(sleepers.slice(0, 2));
    expect(woken).toEqual(['first', 'second']);
    expect(clock.nextWake()).toBe(1_900);
    clock.advance(700);
    await sleepers[2];
    expect(clock.nextWake()).toBeNull();
  });

  it('does not sleep for no time', async () => {
    const clock = new ManualClock(0);
    await clock.sleep(0);
    expect(clock.nextWake()).toBeNull();
  });

  it('moves by itself when that is asked of it', async () => {
    const clock = new ManualClock(0, { movesOnSleep: true });
    await clock.sleep(250);
    expect(clock.now()).toBe(250);
  });

  it('does not go back', () => {
    expect(() => new ManualClock(5).moveTo(4)).toThrow('forwards only');
  });
});

describe('SeededRandom', () => {
  it('repeats itself with the same seed only', () => {
    const ids = (seed: number) => {
      const random = new SeededRandom(seed);
      return [random.id(), random.id(), random.integer(1_000)];
    };
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
    expect(new Set(ids(1)).size).toBe(3);
    expect(ids(1)[0]).toMatch(/^[0-9a-z]{32}$/);
  });

  it('draws integers below a bound, each of them', () => {
    const random = new SeededRandom('dice');
    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(6)));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
