import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formatDate, readDate, unknownIn } from '../../../core/content/dates.ts';

/** Tuesday. */
const NOW = Date.UTC(2027, 0, 5, 23, 30);
const show = (value: unknown, format: string, timeZone = 'UTC'): string => {
  const date = readDate(value, timeZone, NOW);
  return date === null ? 'no date' : formatDate(date, format);
};

describe('a date of a template', () => {
  it.each([
    ['2026-12-05', '2026-12-05 00:00'],
    ['2026-12-05 09:00', '2026-12-05 09:00'],
    ['2026-12-05T09:00:30', '2026-12-05 09:00'],
    ['December 5, 2026', '2026-12-05 00:00'],
    ['12/05/2026', '2026-12-05 00:00'],
    ['5 Dec 2026 21:15', '2026-12-05 21:15'],
    ['Dec 5, 2026 9:15 PM', '2026-12-05 21:15'],
  ])('%s is meant in the zone of the task', (value, expected) => {
    for (const timeZone of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
      expect(show(value, '%F %R', timeZone)).toBe(expected);
    }
  });

  it.each([
    ['2026-12-05T08:00:00+09:00', '2026-12-04 23:00', '2026-12-05 08:00'],
    ['2026-12-05T08:00+0900', '2026-12-04 23:00', '2026-12-05 08:00'],
    ['2026-12-05T08:00:00Z', '2026-12-05 08:00', '2026-12-05 17:00'],
    ['Sat, 05 Dec 2026 08:00:00 GMT', '2026-12-05 08:00', '2026-12-05 17:00'],
    ['Dec 5, 2026 8:00 UTC', '2026-12-05 08:00', '2026-12-05 17:00'],
    [1_796_457_600, '2026-12-05 08:00', '2026-12-05 17:00'],
    ['1796457600', '2026-12-05 08:00', '2026-12-05 17:00'],
    ['now', '2027-01-05 23:30', '2027-01-06 08:30'],
    ['today', '2027-01-05 23:30', '2027-01-06 08:30'],
  ])('%s is an instant, and shown in the zone of the task', (value, utc, tokyo) => {
    expect(show(value, '%F %R')).toBe(utc);
    expect(show(value, '%F %R', 'Asia/Tokyo')).toBe(tokyo);
  });

  it.each(['', 'soon', 'x'.repeat(200), null, undefined, true, {}, Number.NaN, 1e300, '2026-13-45'])(
    '%j is none',
    (value) => {
      expect(readDate(value, 'UTC', NOW)).toBeNull();
    },
  );

  it.each([
    ['%a %A %b %B %h', 'Tue Tuesday Jan January Jan'],
    ['%d %-d %e %j %m %-m', '05 5  5 005 01 1'],
    ['%y %Y %C %G %g %V %U %W', '27 2027 20 2027 27 01 01 01'],
    ['%H %I %k %l %M %S %p %P', '23 11 23 11 30 00 PM pm'],
    ['%F %T %D %R %r', '2027-01-05 23:30:00 01/05/27 23:30 11:30:00 PM'],
    ['%c|%x|%X|%v', 'Tue Jan  5 23:30:00 2027|01/05/27|23:30:00| 5-JAN-2027'],
    ['%L %N %3N %s %u %w', '000 000000000 000 1799191800 2 2'],
    ['%z %:z %Z %n%t%%', '+0000 +00:00 UTC \n\t%'],
    ['%^a %#B %_d %010Y %-I', 'TUE JANUARY  5 0000002027 11'],
    ['%-d%q', '5th'],
  ])('is written by %s', (format, expected) => {
    expect(show('now', format)).toBe(expected);
    expect(unknownIn(format)).toBeNull();
  });

  it('has the offset and the name of its zone', () => {
    expect(show('2026-07-01', '%z %:z %Z', 'America/New_York')).toBe('-0400 -04:00 EDT');
    expect(show('2026-12-01', '%z %Z', 'America/New_York')).toBe('-0500 EST');
  });

  it('that a clock change skips is shown an hour later, and one that it repeats as it is', () => {
    expect(show('2027-03-14 02:30', '%F %R %Z', 'America/New_York')).toBe('2027-03-14 03:30 EDT');
    expect(show('2026-11-01 01:30', '%F %R', 'America/New_York')).toBe('2026-11-01 01:30');
    expect(show('2026-11-01 00:30', '%F %R', 'America/New_York')).toBe('2026-11-01 00:30');
    expect(show('2027-01-01', '%G-W%V %j', 'Asia/Kolkata')).toBe('2026-W53 001');
    expect(show('2026-12-05', '%F', 'Nowhere/Land')).toBe('no date');
  });

  it('says which letter means nothing, and leaves it alone', () => {
    expect(unknownIn('%Y-%Q')).toBe('%Q');
    expect(unknownIn('50%')).toBe('%');
    expect(show('now', '%Y-%Q 50%')).toBe('2027-%Q 50%');
  });

  it('is the same in every zone of a machine', () => {
    const script = `
      import { readDate, formatDate } from './core/content/dates.ts';
      import { plainLiquid } from './core/content/liquid.ts';
      const values = ['December 5, 2026', '12/05/2026', '2026-03-28 02:30', '2026-12-05T08:00:00Z', '2027-03-28T01:30:00Z'];
      const shown = values.map((value) => formatDate(readDate(value, 'UTC', 0), '%F %R %c'));
      const template = '{{ "December 5, 2026" | date: "%F" }} {{ "2026-12-05" | date_to_rfc822 }}';
      process.stdout.write(JSON.stringify([...shown, plainLiquid.parseAndRenderSync(template)]));`;
    const inZone = (TZ: string): string =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '--no-warnings', '-e', script], {
        cwd: join(__dirname, '../../..'),
        env: { ...process.env, TZ, NODE_OPTIONS: '' },
        encoding: 'utf8',
      });
    const here = inZone('UTC');
    expect(JSON.parse(here)).toContain('2026-12-05 Sat, 05 Dec 2026 00:00:00 +0000');
    expect(inZone('Asia/Tokyo')).toBe(here);
    expect(inZone('Europe/Berlin')).toBe(here);
  });
});
