import { type Instant, SECOND } from '../../core/clock.ts';

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const NAME = /^[0-9a-zA-Z_.-]{1,64}$/;

/** @throws when EventBridge Scheduler would refuse the name. */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw new Error(`a schedule's name has 1 to 64 of [0-9a-zA-Z-_.], got "${name}"`);
}

/** The next whole second: a schedule has no milliseconds, and must not fire early. */
export const roundUp = (at: Instant): Instant => Math.ceil(at / SECOND) * SECOND;
