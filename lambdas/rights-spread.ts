import { type Clock, SECOND } from '../core/clock.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency */
const TRY_EVERY = 2 * SECOND;
const TRIES = 20;

const REFUSED = ['AccessDeniedException', 'AccessDenied', 'UnrecognizedClientException'];

/**
 * Repeats a call that is refused for want of a right, for up to 40 seconds: a role that a deployment has just made is
 * not known everywhere yet. Any other failure is thrown at once.
 */
export async function whileRightsSpread<Answer>(
  clock: Pick<Clock, 'sleep'>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await call();
    } catch (error) {
      const isRefused = error instanceof Error && REFUSED.includes(error.name);
      if (!isRefused || tried === TRIES) throw error;
      await clock.sleep(TRY_EVERY);
    }
  }
}
