import { describe, expect, it } from '@jest/globals';
import { MemorySchedules } from '../../../adapters/memory/schedules.ts';
import type { ScheduleTarget } from '../../../core/schedules.ts';
import { describeSchedules } from '../../contract/schedules.ts';

describeSchedules('MemorySchedules', async () => {
  const schedules = new MemorySchedules();
  const look = async (name: string) => {
    const found = schedules.waiting().find((schedule) => schedule.name === name);
    return found && { at: found.at, target: found.target };
  };
  return { schedules, look };
});

describe('MemorySchedules beside the contract', () => {
  it('shows what waits, by its instant, and lets it fire once', async () => {
    const schedules = new MemorySchedules();
    const target: ScheduleTarget = { queue: 'send', message: { v: 1, runId: '1-1' } };
    await schedules.create('second', 2_000, target);
    await schedules.create('first', 1_000, target);
    expect(schedules.waiting().map(({ name }) => name)).toEqual(['first', 'second']);
    expect(schedules.take('first')).toEqual({ name: 'first', at: 1_000, target });
    expect(schedules.take('first')).toBeUndefined();
    expect(schedules.waiting()).toHaveLength(1);
  });
});
