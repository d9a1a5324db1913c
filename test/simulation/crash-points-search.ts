import { type CrashMode, type CrashPoint, PlannedCrashes } from './crash-points-plan.ts';
import type { CrashScenario } from './crash-points-scenarios.ts';
import { type History, liveHistory, type Violation } from './history.ts';
import type { ProcessKind } from './machine.ts';

/** A crashed history that broke something. */
export interface Broken {
  scenario: string;
  plan: readonly CrashPoint[];
  violation: Violation;
}

export interface Search {
  /** Histories with one crash, besides the scenario's own. */
  points: number;
  /** Histories with two. */
  pairs: number;
  /** Awaits of the history without a crash, by whose they are. */
  awaits: Map<ProcessKind, number>;
  broken: Broken[];
}

interface Lived {
  history: History;
  /** For each await: whose it is, and how many hand-overs had begun. */
  awaits: { kind: ProcessKind; handOvers: number }[];
}

/** Lives through a scenario with crashes at these awaits. */
export async function crashAt(scenario: CrashScenario, plan: readonly CrashPoint[], keepTrace = false): Promise<Lived> {
  const faults = new PlannedCrashes(plan);
  const awaits: Lived['awaits'] = [];
  const history = await liveHistory({
    seed: 1,
    keepTrace,
    scenario: {
      workload: scenario.workload(),
      faults,
      begin: (world) => {
        const { machine, ledger, workload } = world;
        const { onStep } = machine;
        machine.onStep = (process) => {
          awaits.push({ kind: process.kind, handOvers: ledger.handOvers.length });
          onStep(process);
        };
        faults.onCrash = () => {
          workload.calmFrom = Math.max(workload.calmFrom, machine.now);
        };
        scenario.users?.(world);
      },
    },
  });
  return { history, awaits };
}

/** Crashes a scenario at every await, and with `withPairs` at every two. */
export async function searchScenario(
  scenario: CrashScenario,
  modes: readonly CrashMode[],
  withPairs: boolean,
): Promise<Search> {
  const search: Search = { points: 0, pairs: 0, awaits: new Map(), broken: [] };
  const live = async (plan: readonly CrashPoint[]): Promise<Lived> => {
    const lived = await crashAt(scenario, plan);
    const [violation] = lived.history.violations;
    if (violation) search.broken.push({ scenario: scenario.name, plan, violation });
    return lived;
  };
  const own = await ownCrash(scenario);
  const whole = await live(own);
  for (const { kind } of whole.awaits) search.awaits.set(kind, (search.awaits.get(kind) ?? 0) + 1);
  for (const point of pointsAfter(own, whole, modes)) {
    search.points += 1;
    const once = await live([...own, point]);
    if (!withPairs) continue;
    for (const second of pointsAfter([point], once, modes)) {
      search.pairs += 1;
      await live([...own, point, second]);
    }
  }
  return search;
}

/** The crash that belongs to the scenario itself, if any. */
async function ownCrash(scenario: CrashScenario): Promise<CrashPoint[]> {
  const { firstCrashAfter } = scenario;
  if (firstCrashAfter === undefined) return [];
  const { awaits } = await crashAt(scenario, []);
  const index = awaits.findIndex(({ handOvers }) => handOvers >= firstCrashAfter);
  if (index < 0) throw new Error(`"${scenario.name}" has fewer than ${firstCrashAfter} hand-overs`);
  return [{ step: index + 1, mode: 'after' }];
}

function* pointsAfter(
  plan: readonly CrashPoint[],
  { awaits }: Lived,
  modes: readonly CrashMode[],
): Iterable<CrashPoint> {
  for (let step = (plan.at(-1)?.step ?? 0) + 1; step <= awaits.length; step += 1) {
    for (const mode of modes) yield { step, mode };
  }
}
