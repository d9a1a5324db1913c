import type { Dice } from './dice.ts';

/**
 * Everything that can go wrong in a history. `most`: the greatest probability that a history draws for it, for each
 * opportunity; each history leaves about half of the kinds out, and some leave out all.
 */
export const FAULTS = {
  'crash-before-effect': { most: 0.04, what: 'a process ends at an await, and its call is never carried out' },
  'crash-after-effect': { most: 0.04, what: 'a process ends at an await after its call was carried out' },
  'late-effect': {
    most: 1,
    what: 'a call of a dead process is carried out up to 20 seconds later, of a sender up to 10 minutes',
  },
  'time-out': { most: 1, what: 'invocations are short, and the platform kills what runs past the deadline' },
  'slow-process': { most: 0.3, what: 'one process is a hundred times slower than the others' },
  'slow-call': { most: 0.15, what: 'a call takes up to 8 seconds' },
  'slow-answer': { most: 0.15, what: 'a call is carried out at once and answered up to 8 seconds later' },
  'lost-answer': { most: 0.05, what: 'a call is carried out, then throws' },
  conflict: { most: 0.08, what: 'a transaction throws because of a conflict, without effect' },
  'conflict-series': { most: 0.02, what: 'an item refuses 3 to 12 transactions, one after another' },
  'throttled-table': { most: 0.04, what: 'a call of the tables throws, without effect' },
  'long-throttling': { most: 0.004, what: 'a partition or a whole table refuses everything for 1 to 6 minutes' },
  'duplicate-token': { most: 0.2, what: 'a message is delivered twice' },
  'lost-token': { most: 0.15, what: 'a message is never delivered' },
  'late-token': { most: 0.2, what: 'a message is delivered up to 15 minutes late' },
  'reordered-tokens': { most: 1, what: 'messages overtake each other by up to 2 seconds' },
  'early-redelivery': { most: 0.7, what: 'a message whose handler failed comes again within seconds' },
  'throttled-poll': { most: 0.1, what: 'messages are received and no function is started for them' },
  'dropped-recursion': { most: 0.1, what: 'a message of a function to its own queue is thrown to the dead letters' },
  'stray-token': { most: 0.05, what: 'a token for any run at any moment, also for one that does not exist' },
  'lost-schedule': { most: 0.4, what: 'a schedule never fires' },
  'late-schedule': { most: 0.3, what: 'a schedule fires up to 10 minutes late' },
  'duplicate-schedule': { most: 0.3, what: 'a schedule fires twice' },
  'clock-skew': { most: 1, what: 'the clocks of processes differ by up to a second' },
  midnight: { most: 1, what: 'work begins within a minute of midnight' },
  'unknown-accepted': { most: 0.12, what: 'a mail is accepted, and the answer is lost' },
  'unknown-refused': { most: 0.12, what: 'a mail is not accepted, and the answer is lost' },
  refused: { most: 0.12, what: 'a mail is refused for good' },
  busy: { most: 0.25, what: 'a recipient is busy' },
  'throttled-mail': { most: 0.15, what: 'the account is throttled' },
  'slow-hand-over': { most: 0.2, what: 'a hand-over takes up to its time-out' },
  'passing-refusal': { most: 0.1, what: 'SES answers 403 or 404 to every mail, for up to a minute or for three' },
  'mail-server-away': { most: 0.06, what: 'the mail server cannot be reached for 1 to 40 minutes' },
  blocked: { most: 0.03, what: 'the account or domain may not send, or not today' },
  'missing-event': { most: 0.6, what: 'no mail event comes for an accepted mail' },
  'late-event': { most: 0.4, what: 'a mail event comes up to an hour late' },
  'repeated-event': { most: 0.4, what: 'a mail event comes twice' },
  pause: { most: 0.05, what: 'a user pauses a run' },
  resume: { most: 0.06, what: 'a user resumes a run' },
  cancel: { most: 0.02, what: 'a user cancels a run' },
  edit: { most: 0.03, what: 'a user edits the name or schedule of a task' },
  hold: { most: 0.004, what: 'an operator holds everything' },
  release: { most: 0.03, what: 'an operator releases what is held, or nothing' },
  'account-quota': { most: 1, what: "the account's own quota for 24 hours is small" },
  'plan-change': { most: 0.01, what: 'an operator changes the plan of a domain' },
  unsubscribe: { most: 0.02, what: 'a recipient unsubscribes' },
  'stale-index': { most: 1, what: 'indexes lag behind their tables by up to 20 seconds' },
  'double-reconcile': { most: 0.02, what: 'two reconcilers run at once, at any moment' },
} as const;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** The faults of one history: which may strike, how often each does, and how often each did. */
export class Faults {
  readonly counts = new Map<FaultKind, number>();
  readonly #probability = new Map<FaultKind, number>();
  readonly #dice = new Map<FaultKind, Dice>();
  #isCalm = false;

  /** `without`: kinds that are left out, to shrink a history. */
  constructor(dice: Dice, without: ReadonlySet<FaultKind> = new Set()) {
    const isCalmHistory = dice.chance(0.08);
    for (const kind of FAULT_KINDS) {
      const own = dice.fork(kind);
      const isOn = own.chance(0.5) && !isCalmHistory && !without.has(kind);
      this.#probability.set(kind, isOn ? FAULTS[kind].most * (0.05 + 0.95 * own.next() ** 2) : 0);
      this.#dice.set(kind, own);
    }
  }

  /** Kinds that may strike in this history. */
  enabled(): FaultKind[] {
    return FAULT_KINDS.filter((kind) => (this.#probability.get(kind) ?? 0) > 0);
  }

  get isCalm(): boolean {
    return this.#isCalm;
  }

  /** From now on nothing strikes. */
  stop(): void {
    this.#isCalm = true;
  }

  /** Whether a fault strikes at this opportunity. */
  strikes(kind: FaultKind): boolean {
    if (this.#isCalm) return false;
    const probability = this.#probability.get(kind) ?? 0;
    if (probability === 0 || !this.diceOf(kind).chance(probability)) return false;
    this.note(kind);
    return true;
  }

  /** Whether a kind is part of this history, for those that last all of it. */
  has(kind: FaultKind): boolean {
    return !this.#isCalm && (this.#probability.get(kind) ?? 0) > 0;
  }

  /** Counts a fault that struck by itself. */
  note(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** The choices that belong to a kind, so that leaving out one does not move the others. */
  diceOf(kind: FaultKind): Dice {
    const dice = this.#dice.get(kind);
    if (!dice) throw new Error(`no fault "${kind}"`);
    return dice;
  }
}
