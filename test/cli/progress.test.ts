import { describe, expect, it } from '@jest/globals';
import { barOf, createProgress } from '../../cli/progress.ts';
import { shorten, width } from '../../cli/text.ts';
import type { WatchedTask } from '../../cli/watcher.ts';

const TASK: WatchedTask = {
  taskId: '17',
  name: 'Autumn letter',
  subject: null,
  templateId: '5',
  type: 'immediate',
  from: 'News <news@example.org>',
  status: 'paused',
  error: null,
  hold: {
    reason: 'warm-up-quota',
    since: '2027-01-05T09:00:01.000Z',
    resumesAt: '2027-01-06T09:00:01.000Z',
    behind: null,
  },
  startAt: null,
  runId: '17-a',
  progress: 0.1428,
  counts: { requested: 3_500, sent: 500, failed: 0, skipped: 0, unknown: 0, cached: 3_000, inFlight: 0 },
  updatedAt: '2027-01-05T09:00:01.000Z',
  rate: 0,
};
const SENDING: WatchedTask = { ...TASK, status: 'sending', hold: null, rate: 812.4 };
const FINISHED: WatchedTask = {
  ...SENDING,
  status: 'finished',
  progress: 1,
  rate: 0,
  counts: { ...TASK.counts, sent: 3_499, failed: 1, cached: 0 },
};

function outputOf(isTTY: boolean, columns = 100) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

describe('createProgress', () => {
  it('writes a line only when something other than a figure changed', () => {
    const output = outputOf(false);
    const progress = createProgress(output, false);
    progress.tasks([SENDING]);
    progress.tasks([{ ...SENDING, counts: { ...SENDING.counts, sent: 600 } }]);
    progress.tasks([TASK]);
    progress.tasks([TASK]);
    progress.tasks([FINISHED]);
    expect(output.written).toEqual([
      'Autumn letter             sending    500 of 3,500 sent       812 mails/s\n',
      'Autumn letter             paused     500 of 3,500 sent       3,000 parked (warm-up-quota), goes on 2027-01-06 09:00Z\n',
      'Autumn letter             finished   3,499 of 3,500 sent, 1 failed\n',
    ]);
  });

  it('says nothing of tasks that were over before', () => {
    const output = outputOf(false);
    createProgress(output, false).tasks([FINISHED]);
    expect(output.written).toEqual([]);
  });

  it('writes one JSON object a line if asked for', () => {
    const output = outputOf(true);
    const progress = createProgress(output, true);
    progress.event('ready', { apiUrl: 'http://x' }, ['for people']);
    progress.tasks([TASK]);
    expect(output.written.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'ready', apiUrl: 'http://x' },
      { event: 'task', taskId: '17', status: 'paused', hold: { reason: 'warm-up-quota' }, counts: { sent: 500 } },
    ]);
  });

  it('redraws its bars in place, in one write, and only when they changed', () => {
    const output = outputOf(true);
    const progress = createProgress(output, false);
    progress.tasks([SENDING]);
    progress.tasks([SENDING]);
    progress.event('travel', {}, ['traveling']);
    progress.tasks([TASK]);
    progress.close();
    const [hideCursor, first, line, second, showCursor] = output.written;
    expect([hideCursor, showCursor]).toEqual(
      ['\\x1b[?25l', '\\x1b[?25h'].map((text) => JSON.parse(`"${text.replace('\\x1b', '\\u001b')}"`)),
    );
    expect(first).toMatch(/^Autumn letter {2}█+░+ /);
    expect(line?.startsWith('\u001b[1A\rtraveling\u001b[K\nAutumn letter')).toBe(true);
    expect(second?.startsWith('\u001b[1A\rAutumn letter')).toBe(true);
    expect(output.written).toHaveLength(5);
  });

  it('leaves a line for each hold, and the bar of what is over, above the bars', () => {
    const output = outputOf(true);
    const progress = createProgress(output, false);
    for (const task of [SENDING, TASK, { ...SENDING, runId: '17-b' }, FINISHED, FINISHED]) progress.tasks([task]);
    const lines = output.written.join('').split('\n');
    expect(lines.filter((line) => / paused /.test(line))).toHaveLength(1);
    const last = output.written.at(-1) ?? '';
    expect(last.startsWith('\u001b[1A\rAutumn letter  █')).toBe(true);
    expect(last.endsWith('1 failed\u001b[K\n\u001b[J')).toBe(true);
  });

  it('lets no name reach the terminal as a command', () => {
    const output = outputOf(false);
    createProgress(output, false).tasks([{ ...TASK, name: 'a\u001b[2Jb\nc' }]);
    expect(output.written[0]).toMatch(/^a \[2Jb c /);
  });
});

describe('barOf', () => {
  it.each([200, 120, 80, 60, 40, 20])('keeps to %d columns', (columns) => {
    for (const task of [
      TASK,
      SENDING,
      FINISHED,
      { ...TASK, name: '秋のおたより、東京の読者のみなさまへ、二〇二六年' },
    ]) {
      expect(width(barOf(task, columns))).toBeLessThanOrEqual(columns);
    }
  });

  const counted = (counts: Partial<WatchedTask['counts']>): WatchedTask => ({
    ...FINISHED,
    counts: { requested: 1_000, sent: 0, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 0, ...counts },
  });

  it('is full at the end only', () => {
    expect(barOf(FINISHED, 120)).not.toContain('░');
    expect(barOf({ ...SENDING, progress: 0.9999, counts: { ...SENDING.counts, sent: 3_499, cached: 1 } }, 120)).toMatch(
      /░ {2}99 %/,
    );
  });

  it.each<[string, Partial<WatchedTask['counts']>, RegExp]>([
    ['everybody got it', { sent: 1_000 }, /█{30} 100 % {2}1,000\/1,000 sent$/],
    ['nobody got it', { failed: 1_000 }, / ×{30} {3}0 % {2}0\/1,000 sent, 1,000 failed$/],
    ['a single one did not', { sent: 999, failed: 1 }, /█{29}× {2}99 % {2}999\/1,000 sent, 1 failed$/],
    ['a hand-over is in doubt', { sent: 999, unknown: 1 }, /█{29}× {2}99 % {2}999\/1,000 sent, 1 unknown$/],
    ['a cancel left out the rest', { sent: 700, skipped: 300 }, /█{21}·{9} {2}70 % {2}700\/1,000 sent, 300 skipped$/],
    ['somebody waits', { sent: 500, skipped: 1, failed: 1, cached: 498 }, /█{13}×·░{15} {2}50 % /],
    ['the list was empty', { requested: 0 }, / 100 % {2}nobody to send to$/],
  ])('tells what was sent from what was not: %s', (_, counts, expected) => {
    expect(barOf(counted(counts), 120)).toMatch(expected);
  });

  it('says nothing of figures before the recipients are counted', () => {
    const waiting = {
      ...counted({ requested: 0 }),
      status: 'waiting',
      progress: 0,
      startAt: '2027-01-05T09:00:00.000Z',
    };
    expect(barOf(waiting, 120)).toMatch(/░{30} {3}0 % {2}starts 2027-01-05 09:00Z$/);
  });

  it.each([60, 80, 100])('keeps bar and figures in their places at %d columns, whatever is said', (columns) => {
    const bars = [SENDING, TASK, { ...TASK, error: 'domain-not-verified' }, { ...SENDING, counts: FINISHED.counts }];
    const places = bars.map((task) => barOf(task, columns).search(/[█×·░] +\d+ %/));
    expect(places[0]).toBeGreaterThan(0);
    expect(new Set(places).size).toBe(1);
  });
});

describe('width', () => {
  it('counts wide and invisible characters as a terminal does', () => {
    expect([width('abc'), width('東京'), width('한글'), width('e\u0301'), width('नी')]).toEqual([3, 4, 4, 1, 2]);
    expect(shorten('東京都', 5)).toBe('東京…');
  });
});

describe('the progress of an import', () => {
  const at = (rows: number, status: 'running' | 'finished' = 'running') => ({
    listId: '1',
    importId: '17',
    status,
    error: null,
    rows,
    added: rows - 30,
    repeated: 20,
    invalid: 10,
  });

  it('is a line now and then where lines are written', () => {
    const written: string[] = [];
    const progress = createProgress({ write: (text) => written.push(text) }, false);
    for (const rows of [10_000, 100_000, 110_000]) progress.import(at(rows));
    progress.import(at(115_000, 'finished'));

    expect(written).toEqual([
      'import 17: 100,000 rows, 99,970 added, 20 repeated, 10 invalid\n',
      'import 17: 115,000 rows, 114,970 added, 20 repeated, 10 invalid, finished\n',
    ]);
  });

  it('is redrawn in place on a terminal, and stays as a line once it has ended', () => {
    const written: string[] = [];
    const progress = createProgress({ write: (text) => written.push(text), isTTY: true, columns: 100 }, false);
    progress.import(at(10_000));
    progress.import(at(20_000));
    progress.import(at(25_000, 'finished'));
    progress.tasks([]);

    expect(written.slice(1)).toEqual([
      'import 17: 10,000 rows, 9,970 added, 20 repeated, 10 invalid\x1b[K\n\x1b[J',
      '\x1b[1A\rimport 17: 20,000 rows, 19,970 added, 20 repeated, 10 invalid\x1b[K\n\x1b[J',
      '\x1b[1A\rimport 17: 25,000 rows, 24,970 added, 20 repeated, 10 invalid, finished\x1b[K\n\x1b[J',
    ]);
  });

  it('is an event for programs', () => {
    const written: string[] = [];
    createProgress({ write: (text) => written.push(text) }, true).import(at(10_000));
    expect(JSON.parse(written.join(''))).toMatchObject({ event: 'import', importId: '17', rows: 10_000 });
  });
});
