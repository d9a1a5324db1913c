import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../adapters/memory/random.ts';
import { isId, newId } from '../../core/ids.ts';

describe('newId', () => {
  it('makes integers below 2^53, ordered by time, until 2089', () => {
    const random = new SeededRandom(1);
    const ids = [2020, 2026, 2050, 2089].map((year) => newId(Date.UTC(year, 0, 1, 0, 0, 0, 1), random));
    expect(ids.every(isId)).toBe(true);
    expect(ids.map(Number)).toEqual(ids.map(Number).sort((a, b) => a - b));
    const now = Date.UTC(2027, 0, 1);
    expect(Number(newId(now, random))).toBeLessThan(Number(newId(now + 1, random)));
  });
});

describe('isId', () => {
  it.each(['', '-1', '01', '1.5', '1e3', ' 1', '9007199254740992', '99999999999999999'])('refuses %j', (text) => {
    expect(isId(text)).toBe(false);
  });

  it.each(['0', '17', '9007199254740991'])('takes %j', (text) => {
    expect(isId(text)).toBe(true);
  });
});
