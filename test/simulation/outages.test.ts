import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/clock.ts';
import { Dice } from './dice.ts';
import { type FaultKind, Faults } from './faults.ts';
import { Outages, type Place } from './outages.ts';

/** Strikes when it is told to, and then not again. */
class OneFault extends Faults {
  next: FaultKind | null = null;

  constructor() {
    super(new Dice('one fault'));
  }

  override strikes(kind: FaultKind): boolean {
    const isNext = kind === this.next;
    if (isNext) this.next = null;
    return isNext;
  }
}

const RUN: Place = { table: 'Campaigns', pk: 'TASK#1', sk: 'RUN#1' };
const QUOTA: Place = { table: 'WarmUp', pk: 'QUOTA#a.test', sk: '2027-01-05' };

describe('a throttled partition', () => {
  it('refuses everything for minutes, each call when its caller has waited long enough, and then serves again', () => {
    const faults = new OneFault();
    const outages = new Outages(faults);
    expect(outages.throttles([RUN], 0)).toBeNull();
    faults.next = 'long-throttling';
    const met = [outages.throttles([RUN], 0)];
    for (let call = 0; call < 20; call += 1) met.push(outages.throttles([QUOTA, RUN], MINUTE - 1));
    expect(met).not.toContain(null);
    expect(met.some((one) => one?.isGivenUp)).toBe(true);
    expect(outages.throttles([QUOTA], MINUTE - 1)).toBeNull();
    expect(outages.throttles([RUN], 6 * MINUTE)).toBeNull();
  });

  it('serves at once when the calm begins', () => {
    const faults = new OneFault();
    const outages = new Outages(faults);
    faults.next = 'long-throttling';
    outages.throttles([RUN], 0);
    faults.stop();
    expect(outages.throttles([RUN], 1)).toBeNull();
  });
});

describe('an item on which transactions meet', () => {
  it('refuses 3 to 12 of them in a row, and no transaction without it', () => {
    const faults = new OneFault();
    const outages = new Outages(faults);
    faults.next = 'conflict-series';
    let refused = 0;
    while (outages.conflicts([RUN])) {
      refused += 1;
      expect(outages.conflicts([QUOTA])).toBe(false);
    }
    expect(refused).toBeGreaterThanOrEqual(3);
    expect(refused).toBeLessThanOrEqual(12);
  });
});
