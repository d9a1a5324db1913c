import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Instant } from '../../core/clock.ts';
import type { Schedules, ScheduleTarget } from '../../core/schedules.ts';

export interface SchedulesUnderTest {
  schedules: Schedules;
  /** A schedule that has not fired: its instant, the queue and the message it sends there. */
  look(name: string): Promise<{ at: Instant; target: ScheduleTarget } | undefined>;
}

const AT = Date.parse('2099-03-01T12:00:00Z');
const TOKEN: ScheduleTarget = { queue: 'send', message: { v: 1, runId: '7-1' } };
const START: ScheduleTarget = {
  queue: 'start',
  message: { v: 1, taskId: '7', scheduledFor: '2099-03-01T12:00:00.000Z' },
};

/** What every adapter of the schedules does. `make` is asked once. */
export function describeSchedules(name: string, make: () => Promise<SchedulesUnderTest>): void {
  describe(name, () => {
    let under: SchedulesUnderTest;
    beforeAll(async () => {
      under = await make();
    });

    it.each([
      ['send', TOKEN],
      ['start', START],
    ])('makes a schedule for the queue "%s"', async (queue, target) => {
      expect(await under.schedules.create(`for-${queue}`, AT, target)).toBe('created');
      expect(await under.look(`for-${queue}`)).toEqual({ at: AT, target });
    });

    it('leaves one that exists as it is', async () => {
      await under.schedules.create('once', AT, TOKEN);
      expect(await under.schedules.create('once', AT + 60_000, START)).toBe('exists');
      expect(await under.look('once')).toEqual({ at: AT, target: TOKEN });
    });

    it('fires at a whole second, and not early', async () => {
      await under.schedules.create('fraction', AT + 1, TOKEN);
      expect((await under.look('fraction'))?.at).toBe(AT + 1_000);
    });

    it('removes a schedule, also one that does not exist, and its name is free again', async () => {
      await under.schedules.create('removed', AT, TOKEN);
      await under.schedules.remove('removed');
      await under.schedules.remove('removed');
      expect(await under.look('removed')).toBeUndefined();
      expect(await under.schedules.create('removed', AT, START)).toBe('created');
    });

    it('takes names of 1 to 64 of its characters only', async () => {
      expect(await under.schedules.create(`${'x'.repeat(60)}-_.9`, AT, TOKEN)).toBe('created');
      for (const bad of ['', 'x'.repeat(65), 'a b', 'a#b', 'ü']) {
        await expect(under.schedules.create(bad, AT, TOKEN)).rejects.toThrow('1 to 64');
      }
    });
  });
}
