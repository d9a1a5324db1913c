import { describe, expect, it } from '@jest/globals';
import { JsonLog } from '../../adapters/json-log.ts';
import { ManualClock } from '../../adapters/memory/clock.ts';

function logged(write: (log: JsonLog) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(new JsonLog(new ManualClock(Date.parse('2027-01-05T09:00:00Z')), (line) => lines.push(line)));
  expect(lines).toHaveLength(1);
  expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
  return JSON.parse(lines[0] ?? '');
}

describe('JsonLog', () => {
  it('writes one object a line, which no field can disguise', () => {
    const line = logged((log) =>
      log.info('run started', { runId: '7-1', note: 'a\nb', level: 'error', none: undefined }),
    );
    expect(line).toEqual({
      time: '2027-01-05T09:00:00.000Z',
      level: 'info',
      event: 'run started',
      runId: '7-1',
      note: 'a\nb',
    });
    expect(Object.keys(line).slice(0, 3)).toEqual(['time', 'level', 'event']);
  });

  it('warns', () => {
    expect(logged((log) => log.warn('slow'))).toMatchObject({ level: 'warn', event: 'slow' });
  });

  it('shows an error with its stack, its code and its causes', () => {
    const cause = Object.assign(new TypeError('socket closed'), { code: 'ECONNRESET' });
    const { error } = logged((log) => log.error('failed', new Error('no answer', { cause }), { runId: '7-1' }));
    expect(error).toMatchObject({
      name: 'Error',
      message: 'no answer',
      stack: expect.stringContaining('json-log.test'),
      cause: { name: 'TypeError', message: 'socket closed', code: 'ECONNRESET' },
    });
  });

  it('shows what was thrown and is no error, and ends a circle of causes', () => {
    expect(logged((log) => log.error('failed', 'a string'))).toMatchObject({ error: 'a string' });
    const circular = new Error('again');
    circular.cause = circular;
    expect(logged((log) => log.error('failed', circular))).toHaveProperty('error.cause.cause.message', 'again');
  });
});
