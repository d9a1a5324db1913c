import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../adapters/system-clock.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import { DAY } from '../../core/clock.ts';

describe('SystemClock', () => {
  it('tells the time of the machine, moved by its offset at each reading', () => {
    let offset = 0;
    const traveling = new SystemClock(() => offset);
    const before = new SystemClock().now();
    const first = traveling.now();
    offset = DAY;
    const second = traveling.now();
    expect(first).toBeGreaterThanOrEqual(before);
    expect(second - first).toBeGreaterThanOrEqual(DAY);
    expect(second - first).toBeLessThan(DAY + 60_000);
  });

  it('sleeps by the time of the machine', async () => {
    const clock = new SystemClock();
    const before = clock.now();
    await clock.sleep(20);
    await clock.sleep(-1);
    expect(clock.now() - before).toBeGreaterThanOrEqual(15);
  });
});

describe('SystemRandom', () => {
  it('makes another identifier each time', () => {
    const random = new SystemRandom();
    const ids = new Set(Array.from({ length: 100 }, () => random.id()));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});
