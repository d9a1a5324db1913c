import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../core/clock.ts';
import { TravelClock } from '../../local/travel-clock.ts';

describe('TravelClock', () => {
  let directory: string;
  let path: string;
  let real: Clock & { at: number };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'mailramp-clock-'));
    path = join(directory, 'clock.json');
    real = { at: 1_000_000, now: () => real.at, sleep: async () => {} };
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('begins with the present and runs with it', () => {
    const clock = new TravelClock(null, real);
    expect(clock.now()).toBe(1_000_000);
    real.at += 5;
    expect(clock.now()).toBe(1_000_005);
  });

  it('keeps what it traveled over a restart', () => {
    new TravelClock(path, real).travelTo(5_000_000);
    real.at += 7;
    expect(new TravelClock(path, real).now()).toBe(5_000_007);
  });

  it('travels forwards only', () => {
    const clock = new TravelClock(null, real);
    clock.travelTo(10);
    expect(clock.now()).toBe(1_000_000);
  });

  it('never runs backwards when the clock of the machine does', () => {
    const clock = new TravelClock(null, real);
    clock.now();
    real.at -= 500;
    expect(clock.now()).toBe(1_000_000);
  });

  it('refuses a file that does not hold an offset', () => {
    writeFileSync(path, '{"offsetMs":"later"}');
    expect(() => new TravelClock(path, real)).toThrow('offsetMs');
  });
});
