import { describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../../adapters/api/client.ts';
import type { WarmUp } from '../../cli/answers.ts';
import { showWarmUp } from '../../cli/commands/warm-up.ts';
import { Session } from '../../cli/session.ts';
import { count } from '../../cli/text.ts';
import { stepsOf } from '../../core/warm-up/plans.ts';

const STEPS = stepsOf({ plan: 'standard', steps: null });

const dayOf = (at: number) => new Date(Date.UTC(2027, 0, at)).toISOString().slice(0, 10);

/** A domain of the standard plan at the end of its n-th day, each of them used to the full. */
const onDay = (n: number): WarmUp => {
  const days = STEPS.slice(0, n).map((limit, i) => ({ day: dayOf(i + 1), level: i + 1, limit, sent: limit, other: 0 }));
  const [today, ...history] = [...days].reverse();
  const { day = '', limit = null, sent = 0, other = 0 } = today ?? {};
  const held = { reserved: 0, heldUntil: null };
  return {
    plan: 'standard',
    steps: null,
    levelRule: 'schedule',
    level: n,
    day,
    limit,
    left: 0,
    sent,
    other,
    history,
    ...held,
  } as unknown as WarmUp;
};

async function plotted(warmUp: WarmUp, columns: number): Promise<string[]> {
  const lines: string[] = [];
  const output = { write: (text: string) => lines.push(text.trimEnd()), columns };
  const terminal = { output, errors: output, environment: {}, confirm: null, signal: new AbortController().signal };
  class Shown extends Session {
    override async api() {
      return { get: async () => warmUp } as unknown as ApiClient;
    }
  }
  await showWarmUp(new Shown(terminal as unknown as ConstructorParameters<typeof Session>[0], {}), 'news.test');
  return lines;
}

/** The numbers left of the axis, from the top. */
const labelsIn = (lines: string[]) => lines.flatMap((line) => /^ *([\d,]+)┤/.exec(line)?.[1] ?? []);

describe('the plot of a warm-up', () => {
  it.each([1, 9, STEPS.length])('has a row for every level of the standard plan, on day %d', async (day) => {
    const lines = await plotted(onDay(day), 120);
    expect(labelsIn(lines)).toEqual([...STEPS].reverse().map(count));
  });

  it('has the days at even distances', async () => {
    const lines = await plotted(onDay(5), 120);
    const ticks = lines.find((line) => /^ +1 +2 +3 /.test(line)) ?? '';
    const places = [...ticks.matchAll(/\d+/g)].map(({ index, 0: tick }) => index + tick.length);
    const gaps = new Set(places.slice(1).map((place, i) => place - (places[i] ?? 0)));
    expect(places).toHaveLength(STEPS.length);
    expect([...gaps].every((gap) => Math.abs(gap - 3) <= 1)).toBe(true);
  });

  it('says how many levels had no room', async () => {
    const lines = await plotted(onDay(1), 66);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(66);
    expect(lines).toContainEqual(expect.stringMatching(/^and \d+ more levels, up to 1,000,000$/));
  });
});
