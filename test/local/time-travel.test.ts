import { beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { MessageQueue } from '../../local/message-queue.ts';
import { type Due, TimeTravel } from '../../local/time-travel.ts';
import { Timers } from '../../local/timers.ts';
import { TravelClock } from '../../local/travel-clock.ts';

const START = Date.parse('2027-01-05T09:00:00Z');
const silent: Log = { info() {}, warn() {}, error() {} };

describe('TimeTravel', () => {
  let clock: TravelClock;
  let timers: Timers;
  let queue: MessageQueue<string>;
  let seen: { message: string; at: Instant }[];
  let reconciled: Instant[];
  let nextAt: Instant | null;
  let onMessage: (message: string) => Promise<void>;
  let travel: TimeTravel;

  beforeEach(() => {
    // Real time stands still, so that the instants can be told exactly.
    clock = new TravelClock(null, { now: () => START, sleep: async () => {} });
    timers = new Timers(silent);
    seen = [];
    reconciled = [];
    nextAt = null;
    onMessage = async () => {};
    queue = new MessageQueue({
      name: 'test',
      concurrency: 10,
      clock,
      log: silent,
      timers,
      handle: async (message) => {
        seen.push({ message, at: clock.now() });
        await onMessage(message);
      },
    });
    queue.start();
    travel = new TimeTravel({
      clock,
      agendas: [timers],
      reconcile: async () => {
        reconciled.push(clock.now());
        return { nextAt };
      },
      messagesSent: () => queue.sent,
      isAtRest: () => queue.waiting === 0,
      log: silent,
    });
  });

  it('remembers what happened on each travel, the last one first', async () => {
    let waiting: Due[] = [{ at: START + HOUR, kind: 'start', taskId: '7' }];
    travel = new TimeTravel({
      clock,
      agendas: [
        {
          nextDue: () => waiting[0]?.at ?? null,
          dueShown: (now) => waiting.filter(({ at }) => at <= now),
          fireDue: async (now) => {
            const due = waiting.filter(({ at }) => at <= now).length;
            waiting = waiting.filter(({ at }) => at > now);
            return due;
          },
        },
      ],
      reconcile: async () => ({ nextAt: null }),
      messagesSent: () => 0,
      isAtRest: () => true,
      log: silent,
    });
    await travel.travel(() => START + MINUTE);
    await travel.travel(() => START + DAY);
    expect(travel.travels).toEqual([
      { from: START + MINUTE, to: START + DAY, fired: 1, events: [{ at: START + HOUR, kind: 'start', taskId: '7' }] },
      { from: START, to: START + MINUTE, fired: 0, events: [] },
    ]);
  });

  it('stops at every due instant, and ends where it was to go', async () => {
    await queue.send('b', 600);
    await queue.send('a', 60);

    expect(await travel.travel(() => START + HOUR)).toEqual({ now: START + HOUR, fired: 2 });
    expect(seen).toEqual([
      { message: 'a', at: START + MINUTE },
      { message: 'b', at: START + 10 * MINUTE },
    ]);
  });

  it('shows other work as what comes next only where no task starts and no run goes on', async () => {
    expect(travel.nextShown()).toBeNull();
    await queue.send('soon', 1);
    expect(travel.nextShown()).toEqual({ at: START + SECOND, kind: 'work', taskId: null });

    const wake = { at: START + DAY, kind: 'wake', taskId: '7' } as const;
    const start = { at: START + HOUR, kind: 'start', taskId: '9' } as const;
    const agenda = (due: Due) => ({ nextDue: () => due.at, nextShown: () => due, fireDue: async () => 0 });
    const options = { clock, reconcile: async () => ({ nextAt: null }), messagesSent: () => 0, isAtRest: () => true };
    const busy = new TimeTravel({ ...options, agendas: [timers, agenda(wake), agenda(start)], log: silent });
    expect(busy.nextShown()).toEqual(start);
  });

  it('leaves alone what is due later', async () => {
    await queue.send('later', 61);

    expect(await travel.travel(() => START + MINUTE)).toEqual({ now: START + MINUTE, fired: 0 });
    expect(seen).toEqual([]);
  });

  it('lets the work of one instant come to rest before the next, and follows what it makes due', async () => {
    onMessage = async (message) => {
      if (message !== 'last') await queue.send(message === 'first' ? 'second' : 'last', 30);
    };
    await queue.send('first', 30);

    await travel.travel(() => START + HOUR);
    expect(seen.map(({ message, at }) => [message, (at - START) / SECOND])).toEqual([
      ['first', 30],
      ['second', 60],
      ['last', 90],
    ]);
  });

  it('skips the ticks at which the reconciler would find nothing', async () => {
    expect(await travel.travel(() => START + 300 * DAY)).toEqual({ now: START + 300 * DAY, fired: 0 });
    expect(reconciled).toEqual([START]);
  });

  it('reconciles on the grid of five minutes once the reconciler has something to do', async () => {
    nextAt = START + 12 * MINUTE;
    await travel.travel(() => START + 14 * MINUTE);
    expect(reconciled).toEqual([START]);

    reconciled.length = 0;
    await travel.travel(() => START + 15 * MINUTE);
    expect(reconciled).toEqual([START + 14 * MINUTE, START + 15 * MINUTE]);
  });

  it('looks again at the next tick while the reconciler sends messages', async () => {
    const messages = ['one', 'two'];
    travel = new TimeTravel({
      clock,
      agendas: [timers],
      reconcile: async () => {
        reconciled.push(clock.now());
        const message = messages.shift();
        if (message !== undefined) await queue.send(message);
        return { nextAt: null };
      },
      messagesSent: () => queue.sent,
      isAtRest: () => queue.waiting === 0,
      log: silent,
    });

    await travel.travel(() => START + DAY);
    expect(reconciled).toEqual([START, START + 5 * MINUTE, START + 10 * MINUTE]);
  });

  it('travels once at a time', async () => {
    await queue.send('a', 30);
    const [first, second] = await Promise.all([
      travel.travel(() => clock.now() + MINUTE),
      travel.travel(() => clock.now() + MINUTE),
    ]);
    expect([first.now - START, second.now - START]).toEqual([MINUTE, 2 * MINUTE]);
  });

  it('goes on after a travel that was refused', async () => {
    await expect(
      travel.travel(() => {
        throw new Error('backwards');
      }),
    ).rejects.toThrow('backwards');
    expect((await travel.travel(() => START + MINUTE)).now).toBe(START + MINUTE);
  });

  it('refuses delays that SQS would refuse', async () => {
    await expect(queue.send('x', 901)).rejects.toThrow('0 to 900');
    await expect(queue.send('x', -1)).rejects.toThrow('0 to 900');
  });
});
