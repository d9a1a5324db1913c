import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { iso } from '../../core/clock.ts';
import { FAULT_KINDS, FAULTS } from './faults.ts';
import { type History, liveHistory } from './history.ts';
import { shrink } from './shrink.ts';

/**
 * Lives through histories: `node test/simulation/run.ts [--histories 1000] [--seed N] [--trace] [--json] [--first]`.
 * History i has the seed N + i. `--trace` prints what happened in each, `--first` ends at the first violation.
 */
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
});

/** Lines of a shrunk trace that are printed: its end. */
const TRACE_LINES = 120;

const seed = values.seed === undefined ? randomInt(1_000_000_000) : Number(values.seed);
const began = performance.now();
const totals = { histories: 0, violations: 0, steps: 0 };
const coverage = new Map<string, number>();
const faults = new Map<string, number>();
const states = new Set<string>();

function add(history: History): void {
  totals.histories += 1;
  totals.steps += history.steps;
  for (const [name, n] of history.coverage) coverage.set(name, (coverage.get(name) ?? 0) + n);
  for (const [name, n] of history.faults) faults.set(name, (faults.get(name) ?? 0) + n);
  for (const state of history.states) states.add(state);
}

async function explain({ seed: broken, violations: [first] }: History): Promise<void> {
  if (!first) return;
  console.log(`\nseed ${broken} breaks ${first.invariant} at ${iso(first.at)}: ${first.message}`);
  if (values['no-shrink']) return;
  const { options, history } = await shrink({ seed: broken }, first.invariant);
  console.log(
    `shrunk to ${history.steps} steps, ${JSON.stringify(options.size ?? {})}, faults ${history.enabled.join(' ')}`,
  );
  console.log(history.trace.slice(-TRACE_LINES).join('\n'));
}

for (let i = 0; i < Number(values.histories); i += 1) {
  const history = await liveHistory({ seed: seed + i, keepTrace: values.trace });
  add(history);
  if (values.trace) console.log(history.trace.join('\n'));
  if (history.violations.length === 0) continue;
  totals.violations += 1;
  await explain(history);
  if (values.first) break;
}

const table = (title: string, rows: [string, number][]): void => {
  console.log(`\n${title}`);
  for (const [name, n] of rows) console.log(`${String(n).padStart(9)}  ${name}`);
};

table(
  'faults that struck',
  FAULT_KINDS.map((kind) => [`${kind}: ${FAULTS[kind].what}`, faults.get(kind) ?? 0]),
);
table(
  'states that were reached',
  [...coverage].sort(([a], [b]) => (a < b ? -1 : 1)),
);
const seconds = Math.round((performance.now() - began) / 100) / 10;
const summary = { ...totals, seed, faultKinds: FAULT_KINDS.length, states: states.size, seconds };
console.log(values.json ? JSON.stringify(summary) : `\n${JSON.stringify(summary, null, 1)}`);
process.exitCode = totals.violations > 0 ? 1 : 0;
