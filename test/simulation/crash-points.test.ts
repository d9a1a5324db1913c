import { describe, expect, it } from '@jest/globals';
import { CRASH_SCENARIOS } from './crash-points-scenarios.ts';
import { crashAt, searchScenario } from './crash-points-search.ts';

const [scenario] = CRASH_SCENARIOS;
if (!scenario) throw new Error('there is no scenario');

describe('a small run', () => {
  it('survives a crash at every await of every process', async () => {
    const { broken, points, awaits } = await searchScenario(scenario, ['before', 'after'], false);
    expect(broken).toEqual([]);
    expect([...awaits.keys()].sort()).toEqual(['reconciler', 'sender', 'starter', 'user']);
    expect(points).toBe(2 * [...awaits.values()].reduce((sum, n) => sum + n));
  });

  it('crashes where the plan says, and only there', async () => {
    const { history } = await crashAt(scenario, [{ step: 20, mode: 'after' }], true);
    expect(history.trace.filter((line) => line.includes('crashes'))).toHaveLength(1);
    expect(history.faults).toEqual(new Map([['crash-after-effect', 1]]));
  });
});
