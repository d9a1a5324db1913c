import { parseArgs } from 'node:util';
import { iso } from '../../core/clock.ts';
import { CRASHES, type CrashMode, type CrashPoint } from './crash-points-plan.ts';
import { CRASH_SCENARIOS } from './crash-points-scenarios.ts';
import { type Broken, crashAt, searchScenario } from './crash-points-search.ts';

/**
 * Crashes small histories at every await of every process:
 * `node test/simulation/crash-points.ts [--pairs] [--only text] [--at 17-before,40-after] [--json]`. `--pairs`: the
 * smallest of them also at every two awaits. `--at` lives through one history alone and prints its trace.
 */
const { values } = parseArgs({
  options: {
    pairs: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    at: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const MODES = Object.keys(CRASHES) as CrashMode[];
const MOST_PRINTED = 10;
const MOST_TEXT = 400;

const planText = (plan: readonly CrashPoint[]): string => plan.map(({ step, mode }) => `${step}-${mode}`).join(',');

/** @throws when it names no crash. */
function readPlan(text: string): CrashPoint[] {
  return text.split(',').map((part) => {
    const [step, mode] = part.split('-');
    const known = MODES.find((candidate) => candidate === mode);
    if (!known || !(Number(step) >= 1)) throw new Error(`"${part}" is no crash, such as "17-before"`);
    return { step: Number(step), mode: known };
  });
}

const printBroken = ({ scenario, plan, violation }: Broken): void =>
  console.log(
    `--only "${scenario}" --at ${planText(plan)} breaks ${violation.invariant} at ${iso(violation.at)}: ${violation.message.slice(0, MOST_TEXT)}`,
  );

const scenarios = CRASH_SCENARIOS.filter(({ name }) => name.includes(values.only));

if (values.at !== undefined) {
  const [scenario] = scenarios;
  if (!scenario) throw new Error(`no scenario is called "${values.only}"`);
  const { history } = await crashAt(scenario, readPlan(values.at), true);
  console.log(history.trace.join('\n'));
  process.exitCode = history.violations.length > 0 ? 1 : 0;
} else {
  const began = performance.now();
  const totals = { scenarios: scenarios.length, points: 0, pairs: 0, violations: 0 };
  for (const scenario of scenarios) {
    const withPairs = values.pairs && scenario.forPairs === true;
    const { points, pairs, awaits, broken } = await searchScenario(scenario, MODES, withPairs);
    totals.points += points;
    totals.pairs += pairs;
    totals.violations += broken.length;
    const whose = [...awaits].map(([kind, n]) => `${n} ${kind}`).join(', ');
    console.log(`${scenario.name}: ${points} points, ${pairs} pairs; awaits without a crash: ${whose}`);
    for (const each of broken.slice(0, MOST_PRINTED)) printBroken(each);
  }
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  console.log(
    values.json ? JSON.stringify({ ...totals, seconds }) : `\n${JSON.stringify({ ...totals, seconds }, null, 1)}`,
  );
  process.exitCode = totals.violations > 0 ? 1 : 0;
}
