import { describe, expect, it } from '@jest/globals';
import { terminalOutput } from '../../cli/output.ts';
import { paintBar, paintFor, toneOf } from '../../cli/paint.ts';
import { createProgress } from '../../cli/progress.ts';
import { table } from '../../cli/table.ts';
import { hereOf, width } from '../../cli/text.ts';

const ESCAPE = '\u001b';
const streamOf = (isTTY: boolean) => {
  const written: string[] = [];
  return { written, isTTY, columns: 80, write: (text: string) => written.push(text) };
};

describe('colors and redrawing', () => {
  it.each<[string, boolean, Record<string, string>, { isTTY: boolean; isColored: boolean }]>([
    ['a terminal', true, { TERM: 'xterm-256color' }, { isTTY: true, isColored: true }],
    ['a terminal with NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '1' }, { isTTY: true, isColored: false }],
    ['a terminal with an empty NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '' }, { isTTY: true, isColored: true }],
    ['a dumb terminal', true, { TERM: 'dumb' }, { isTTY: false, isColored: false }],
    ['a file', false, { TERM: 'xterm' }, { isTTY: false, isColored: false }],
  ])('are right for %s', (_, isTTY, environment, expected) => {
    expect(terminalOutput(streamOf(isTTY), environment)).toMatchObject({ ...expected, columns: 80 });
  });

  it('leave no escape codes on a dumb terminal', () => {
    const stream = streamOf(true);
    const progress = createProgress(terminalOutput(stream, { TERM: 'dumb' }), false);
    progress.event('x', {}, ['a line']);
    progress.close();
    expect(stream.written.join('')).toBe('a line\n');
  });

  it('change no width', () => {
    const paint = paintFor({ write: () => undefined, isColored: true });
    const rows = [{ status: 'failed' }, { status: 'finished' }];
    const columns = [
      {
        title: 'STATUS',
        of: ({ status }: { status: string }) => status,
        tone: ({ status }: { status: string }) => status,
      },
      { title: 'N', of: () => '1' },
    ];
    const painted = table(rows, columns, { columns: 80, paint });
    expect(painted.join('')).toContain(ESCAPE);
    const bare = painted.map((line) => line.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), ''));
    expect(bare).toEqual(table(rows, columns, { columns: 80 }));
    expect(width(bare[1] ?? '')).toBe(11);
  });

  it('tell what was sent from what was not', () => {
    const paint = (tone: string | null, text: string) => `<${tone}>${text}</>`;
    expect(paintBar(paint, 'Hello  ██×░░  40 %')).toBe('Hello  <good>██</><bad>×</>░░  40 %');
    expect([toneOf('paused'), toneOf('error'), toneOf('waiting')]).toEqual(['waiting', 'bad', null]);
  });
});

describe('the time here', () => {
  it.each([
    ['2027-01-05T09:00:00.000Z', 'UTC', ''],
    ['2027-01-05T09:00:00.000Z', 'Europe/Berlin', ' (10:00 Europe/Berlin)'],
    ['2027-07-05T09:00:00.000Z', 'Europe/Berlin', ' (11:00 Europe/Berlin)'],
    ['2027-01-31T23:30:00.000Z', 'Asia/Tokyo', ' (1 Feb 08:30 Asia/Tokyo)'],
    ['2027-01-01T03:00:00.000Z', 'America/New_York', ' (31 Dec 22:00 America/New_York)'],
  ])('of %s in %s', (instant, zone, expected) => {
    expect(hereOf(instant, zone)).toBe(expected);
  });
});
