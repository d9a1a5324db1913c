import { FAULT_KINDS, type FaultKind } from './faults.ts';
import { type History, liveHistory } from './history.ts';
import type { HistoryOptions } from './world.ts';

/** A history that breaks the same invariant with as little as possible going on. */
export interface Shrunk {
  options: HistoryOptions;
  history: History;
}

const MEMBER_SHARES = [0.2, 0.5];
const TASK_COUNTS = [1, 2, 3, 4, 6];

/**
 * Leaves out one kind of fault after another, then tasks and members, as long as the same invariant still breaks.
 * `failing`: the options of a history that breaks it.
 */
export async function shrink(failing: HistoryOptions, invariant: string): Promise<Shrunk> {
  const breaks = async (options: HistoryOptions): Promise<boolean> => {
    const { violations } = await liveHistory(options);
    return violations.some((violation) => violation.invariant === invariant);
  };
  const without = new Set<FaultKind>(failing.without ?? []);
  let best: HistoryOptions = { ...failing, keepTrace: false };
  for (const kind of FAULT_KINDS) {
    const options = { ...best, without: new Set([...without, kind]) };
    if (!(await breaks(options))) continue;
    without.add(kind);
    best = options;
  }
  for (const tasks of TASK_COUNTS) {
    const options = { ...best, size: { tasks, members: 1 } };
    if (!(await breaks(options))) continue;
    best = options;
    break;
  }
  for (const members of MEMBER_SHARES) {
    const options = { ...best, size: { tasks: best.size?.tasks ?? 100, members } };
    if (!(await breaks(options))) continue;
    best = options;
    break;
  }
  const options = { ...best, keepTrace: true };
  return { options, history: await liveHistory(options) };
}
