import { describe, expect, it } from '@jest/globals';
import { isRenewalDue } from '../../console/logic/session-life.ts';

const NOW = Date.parse('2027-01-01T09:00:00Z');
const HOUR = 3_600_000;
const MINUTE = 60_000;
const inMs = (ms: number): string => new Date(NOW + ms).toISOString();

describe('a session is renewed', () => {
  const used = { lastEnd: null, now: NOW, untouched: 5 * MINUTE };

  it.each<[what: string, life: Partial<Parameters<typeof isRenewalDue>[0]>, isDue: boolean]>([
    ['in its second half', { expiresAt: inMs(6 * HOUR - 1) }, true],
    ['in its last second', { expiresAt: inMs(1_000) }, true],
    ['not in its first half', { expiresAt: inMs(6 * HOUR) }, false],
    ['not after its end', { expiresAt: inMs(0) }, false],
    ['not where nobody has touched the page for half an hour', { untouched: 30 * MINUTE }, false],
    ['just before that', { untouched: 30 * MINUTE - 1 }, true],
    ['not past seven days, where a renewal moved the end no further', { lastEnd: inMs(HOUR) }, false],
    ['not where it has no end', { expiresAt: null }, false],
  ])('%s', (_, life, isDue) => {
    expect(isRenewalDue({ ...used, expiresAt: inMs(HOUR), ...life })).toBe(isDue);
  });
});
