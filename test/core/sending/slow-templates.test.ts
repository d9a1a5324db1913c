import { describe, expect, it } from '@jest/globals';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { RenderMail } from '../../../core/sending/ports.ts';
import { Engine } from '../../support/engine.ts';

/** How long an invocation of the engine may take. */
const INVOCATION = 5 * MINUTE;

/** An engine whose templates take a while, and the instants at which its hand-overs begin. */
function slowEngine(milliseconds: number): { engine: Engine; begun: number[]; turns: () => number } {
  const engine = new Engine({ windowSize: 50, segmentSize: 100, parallelism: 1 });
  const { contents, mailer, clock } = engine.ports;
  engine.ports.contents = {
    load: async (run) => {
      const render = await contents.load(run);
      const slow: RenderMail = (recipient, mailId) => {
        engine.clock.advance(milliseconds);
        return render(recipient, mailId);
      };
      return slow;
    },
  };
  const begun: number[] = [];
  const handOver = mailer.handOver.bind(mailer);
  mailer.handOver = async (mail) => {
    begun.push(clock.now());
    return await handOver(mail);
  };
  let turns = 0;
  const sleep = clock.sleep.bind(clock);
  clock.sleep = async (wait) => {
    if (wait === 0) turns += 1;
    await sleep(wait);
  };
  return { engine, begun, turns: () => turns };
}

describe('templates that take long', () => {
  it('begin no hand-over that could not end within the invocation, and all are mailed in the end', async () => {
    const { engine, begun } = slowEngine(10 * SECOND);
    await engine.addDomain();
    const runId = await engine.addRun(60);
    for (let invocations = 0; engine.timers.length > 0 && invocations < 20; invocations += 1) {
      const [timer] = engine.timers.splice(0, 1);
      if (!timer) break;
      engine.clock.moveTo(Math.max(timer.at, engine.clock.now()));
      const deadline = engine.clock.now() + INVOCATION;
      const before = begun.length;
      await engine.handle(timer.token);
      for (const at of begun.slice(before)) expect(at + engine.ports.mailer.timeoutMs).toBeLessThanOrEqual(deadline);
    }
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 60, unknown: 0 });
  });

  it('let hand-overs that are under way have their turn', async () => {
    const { engine, turns } = slowEngine(20);
    await engine.addDomain();
    await engine.addRun(50);
    await engine.settle();
    expect(turns()).toBeGreaterThanOrEqual(50 / 3 - 1);
  });

  it('that are quick wait for nobody', async () => {
    const { engine, turns } = slowEngine(0);
    await engine.addDomain();
    await engine.addRun(50);
    await engine.settle();
    expect(turns()).toBe(0);
  });
});
