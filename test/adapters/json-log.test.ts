import { describe, expect, it } from '@jest/globals';
import { JsonLog } from '../../adapters/json-log.ts';
import { ManualClock } from '../../adapters/memory/clock.ts';

function logged(write: (log: JsonLog) => void, stack?: string): Record<string, unknown> {
  const lines: string[] = [];
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'));
  write(new JsonLog(clock, { stack, write: (line) => lines.push(line) }));
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

  it('carries the id of the request that is followed', () => {
    const line = logged((log) => {
      log.follow('6f1c');
      log.info('run-started', { runId: '7-1' });
    });
    expect(line).toMatchObject({ awsRequestId: '6f1c', runId: '7-1' });
  });

  it.each([
    ['550 no such user <ann.o+news@example.com>', '550 no such user <***@example.com>'],
    ['GET /v1/lists/7/recipients/ann%40example.com', 'GET ***%40example.com'],
    ['to=änn@münchen.de, bob@b.test', 'to=***@münchen.de, ***@b.test'],
    ['<"taro..y"@docomo.ne.jp>', '<***@docomo.ne.jp>'],
    ['@middy/core and a@b', '@middy/core and a@b'],
  ])('shows no address in the clear: %s', (message, shown) => {
    expect(logged((log) => log.error('failed', new Error(message)))).toHaveProperty('error.message', shown);
    expect(logged((log) => log.warn('slow', { reason: message }))).toHaveProperty('reason', shown);
  });

  it('takes linear time for what has no address', () => {
    for (const part of ['a', '%40', '%40a', 'a%4', '"a', '<'])
      expect(logged((log) => log.warn('slow', { reason: part.repeat(200_000) }))).toHaveProperty('reason');
  });

  it('makes a metric of an event that is one, by the name of the stack', () => {
    const closed = { runId: '7-1', sent: 48, failed: 1, unknown: 0 };
    expect(logged((log) => log.info('segment-closed', closed), 'Mailramp')).toMatchObject({
      ...closed,
      stack: 'Mailramp',
      Sent: 48,
      Failed: 1,
      Unknown: 0,
      _aws: {
        Timestamp: Date.parse('2027-01-05T09:00:00Z'),
        CloudWatchMetrics: [
          {
            Namespace: 'mailramp',
            Dimensions: [['stack']],
            Metrics: ['Sent', 'Failed', 'Unknown'].map((Name) => ({ Name, Unit: 'Count' })),
          },
        ],
      },
    });
    expect(logged((log) => log.warn('run-stalled', { runId: '7-1' }), 'Mailramp')).toMatchObject({ RunsStalled: 1 });
    const stopped = (code: string) => logged((log) => log.warn('run-stopped', { runId: '7-1', code }), 'Mailramp');
    expect(stopped('sending-disabled')).toMatchObject({ RunsStalled: 1 });
    expect(stopped('domain-not-verified')).toMatchObject({ RunsStalled: 1 });
    expect(stopped('template-missing')).not.toHaveProperty('_aws');
    expect(logged((log) => log.info('run-started', { runId: '7-1' }), 'Mailramp')).not.toHaveProperty('_aws');
    expect(logged((log) => log.info('segment-closed', closed))).not.toHaveProperty('_aws');
  });
});
