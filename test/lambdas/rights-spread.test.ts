import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { whileRightsSpread } from '../../lambdas/rights-spread.ts';

const named = (name: string) => Object.assign(new Error(name), { name });

/** Calls until it succeeds after some failures; says how often and for how long. */
async function run(failures: Error[]) {
  const clock = new ManualClock(0, { movesOnSleep: true });
  let calls = 0;
  const call = async () => {
    calls += 1;
    const failure = failures.shift();
    if (failure) throw failure;
    return 'done';
  };
  const answer = await whileRightsSpread(clock, call).catch((error: Error) => error.name);
  return { answer, calls, took: clock.now() };
}

describe('a call with a new role', () => {
  it('is repeated while the role is not known everywhere', async () => {
    const refused = () => named('AccessDeniedException');
    expect(await run([refused(), refused(), named('UnrecognizedClientException')])).toEqual({
      answer: 'done',
      calls: 4,
      took: 6_000,
    });
  });

  it('is given up after 40 seconds', async () => {
    const { answer, took } = await run(Array.from({ length: 100 }, () => named('AccessDeniedException')));
    expect(answer).toBe('AccessDeniedException');
    expect(took).toBeLessThanOrEqual(40_000);
  });

  it('fails at once for any other reason', async () => {
    expect(await run([named('ResourceNotFoundException')])).toMatchObject({
      answer: 'ResourceNotFoundException',
      calls: 1,
    });
  });
});
