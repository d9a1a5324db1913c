import { Dice } from './dice.ts';
import { type FaultKind, Faults } from './faults.ts';

/** What becomes of the calls that are on their way when a process crashes. */
export const CRASHES = {
  before: 'none of them is carried out',
  after: 'the one at which it crashes is carried out, and nobody hears the answer',
  late: 'all of them are carried out, seconds or minutes later',
} as const;

export type CrashMode = keyof typeof CRASHES;

/** One crash: at the nth await of the whole history, counted from 1. */
export interface CrashPoint {
  step: number;
  mode: CrashMode;
}

/** No fault at all but crashes, each at one await. It is calm once they and the users are done. */
export class PlannedCrashes extends Faults {
  /** Awaits so far. */
  steps = 0;
  /** Called at each crash. */
  onCrash: () => void = () => {};
  readonly #plan: readonly CrashPoint[];
  #next = 0;
  #isStopped = false;
  #isLate = false;

  /** `plan`: in the order of their steps. */
  constructor(plan: readonly CrashPoint[]) {
    super(new Dice('crash points'));
    this.#plan = plan;
  }

  override get isCalm(): boolean {
    return this.#isStopped && this.#next === this.#plan.length;
  }

  override stop(): void {
    this.#isStopped = true;
  }

  override has(_kind: FaultKind): boolean {
    return false;
  }

  /** The machine asks before and after the effect of each await, and for each call that a dead process leaves. */
  override strikes(kind: FaultKind): boolean {
    if (kind === 'late-effect') return this.#isLate;
    if (kind === 'crash-before-effect') this.steps += 1;
    else if (kind !== 'crash-after-effect') return false;
    const point = this.#plan[this.#next];
    if (point?.step !== this.steps) return false;
    if ((point.mode === 'after') !== (kind === 'crash-after-effect')) return false;
    this.#next += 1;
    this.#isLate = point.mode === 'late';
    this.note(kind);
    this.onCrash();
    return true;
  }
}
