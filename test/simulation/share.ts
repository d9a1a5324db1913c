import type { FaultKind } from './faults.ts';
import { type History, liveHistory, type Violation } from './history.ts';

/** Which histories: of `histories` with the seeds from `seed` on, every `step`th from the one numbered `first`. */
export interface Share {
  seed: number;
  histories: number;
  first: number;
  step: number;
}

/** What some histories add up to. It can be sent from one thread to another. */
export interface Tally {
  histories: number;
  steps: number;
  coverage: Map<string, number>;
  faults: Map<FaultKind, number>;
  /** Digests of the different states of runs. */
  states: Set<string>;
  broken: { seed: number; violation: Violation }[];
}

/** Histories from one tally to the next. */
const BATCH = 25;

export const emptyTally = (): Tally => ({
  histories: 0,
  steps: 0,
  coverage: new Map(),
  faults: new Map(),
  states: new Set(),
  broken: [],
});

function addCounts<K>(to: Map<K, number>, counts: ReadonlyMap<K, number>): void {
  for (const [name, n] of counts) to.set(name, (to.get(name) ?? 0) + n);
}

export function addTally(to: Tally, { histories, steps, coverage, faults, states, broken }: Tally): void {
  to.histories += histories;
  to.steps += steps;
  addCounts(to.coverage, coverage);
  addCounts(to.faults, faults);
  for (const state of states) to.states.add(state);
  to.broken.push(...broken);
}

function addHistory(to: Tally, { seed, steps, coverage, faults, states, violations: [violation] }: History): void {
  addTally(to, {
    histories: 1,
    steps,
    coverage: new Map(coverage),
    faults: new Map(faults),
    states: new Set(states),
    broken: violation ? [{ seed, violation }] : [],
  });
}

/** Lives through a share, a tally now and then, at once after a violation. `onTrace` gets what happened in each. */
export async function* tallies(share: Share, onTrace?: (lines: string[]) => void): AsyncGenerator<Tally> {
  let tally = emptyTally();
  for (let i = share.first; i < share.histories; i += share.step) {
    const history = await liveHistory({ seed: share.seed + i, keepTrace: onTrace !== undefined });
    onTrace?.(history.trace);
    addHistory(tally, history);
    if (tally.histories < BATCH && tally.broken.length === 0) continue;
    yield tally;
    tally = emptyTally();
  }
  if (tally.histories > 0) yield tally;
}
