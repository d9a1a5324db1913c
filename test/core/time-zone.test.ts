import { describe, expect, it } from '@jest/globals';
import { isTimeZone } from '../../core/time-zone.ts';

describe('isTimeZone', () => {
  it('takes names of the IANA database only', () => {
    expect(['UTC', 'Asia/Tokyo', 'America/New_York'].every(isTimeZone)).toBe(true);
    expect(['+09:00', 'Mars/Base', '', 'Asia'].some(isTimeZone)).toBe(false);
  });
});
