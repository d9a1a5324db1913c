import { everyListOf } from '../audience/list-choice.ts';
import type { Instant } from '../clock.ts';
import type { Log, LogFields } from '../log.ts';
import type { Condition, IndexName, Tables, Write } from '../tables.ts';
import { type Publish, type Standstill, type TaskEventName, taskEvent } from './events.ts';
import type { HoldReason } from './holds.ts';
import { putBack, rangesTotal } from './ranges.ts';
import type { Range, Refusal, Run, RunError, RunStatus } from './run.ts';
import { isLookedAt, lookAtAsRead, type RunChanges, runFromItem, runRow, updateRun } from './run-store.ts';

/** One way in which a run changes its status. */
interface Rule {
  from: readonly RunStatus[];
  to: readonly RunStatus[];
  /** The further conditions, in words; the transition's function has them as conditions. */
  onlyIf: string;
  /** The event that webhooks receive. */
  event: TaskEventName | null;
}

/**
 * Every way in which a run changes its status. Nothing else writes `status`: the type of `updateRun` does not take it.
 * A run begins as `preparing`; the record of an occurrence that was not started is `missed` for good (`newRun`).
 * docs/architecture.md draws this table.
 */
export const TRANSITIONS = {
  freeze: {
    from: ['preparing'],
    to: ['sending'],
    onlyIf: 'it has no snapshot yet, and its task was not edited',
    event: 'task.started',
  },
  awaitImport: { from: ['preparing'], to: ['paused'], onlyIf: 'it has no snapshot yet', event: 'task.paused' },
  endImport: { from: ['paused'], to: ['preparing'], onlyIf: 'an import still holds it', event: 'task.resumed' },
  park: {
    from: ['sending'],
    to: ['paused'],
    onlyIf: 'no segment is open, and `wakeAt` is as it was read',
    event: 'task.paused',
  },
  awaitReputation: { from: ['sending'], to: ['paused'], onlyIf: 'no segment is open', event: 'task.paused' },
  awaitAccount: { from: ['sending'], to: ['paused'], onlyIf: '-', event: 'task.paused' },
  awaitMailServer: {
    from: ['sending'],
    to: ['paused'],
    onlyIf: 'no segment is open, and what refuses it is as it was read',
    event: 'task.paused',
  },
  wake: {
    from: ['paused'],
    to: ['sending'],
    onlyIf: 'the same hold, and `wakeAt` has come or is as it was read',
    event: 'task.resumed',
  },
  pause: { from: ['preparing', 'sending', 'paused'], to: ['paused'], onlyIf: '-', event: 'task.paused' },
  resume: {
    from: ['paused', 'error'],
    to: ['sending', 'preparing'],
    onlyIf: 'to `sending` with a snapshot, to `preparing` without',
    event: 'task.resumed',
  },
  stop: { from: ['preparing', 'sending'], to: ['error'], onlyIf: '-', event: 'task.error' },
  giveUp: { from: ['sending'], to: ['error'], onlyIf: 'what refuses it is as it was read', event: 'task.error' },
  cancel: {
    from: ['preparing', 'sending', 'paused', 'error'],
    to: ['cancelled'],
    onlyIf: 'a segment is open',
    event: null,
  },
  drop: {
    from: ['preparing', 'sending', 'paused', 'error', 'cancelled'],
    to: ['cancelled'],
    onlyIf: 'no segment is open, and what is left is as it was read',
    event: null,
  },
  finish: {
    from: ['sending'],
    to: ['finished'],
    onlyIf: 'nobody is left to claim, no segment is open, no doubt is left',
    event: 'task.finished',
  },
} as const satisfies Record<string, Rule>;
export type TransitionName = keyof typeof TRANSITIONS;

/** A transition of a run that was read: what to write, and what to log and publish once it is written. */
export interface Transition {
  name: TransitionName;
  at: Instant;
  /** The run after the write, if its counters did not change since they were read. */
  after: Run;
  /** For a transaction; `apply` writes it alone. */
  write: Write;
  log: { level: 'info' | 'warn'; event: string; fields: LogFields };
  standstill: Standstill;
}

interface Move {
  to: RunStatus;
  changes: RunChanges;
  when: Condition[];
  add?: Record<string, number>;
  enter?: IndexName;
  leave?: IndexName[];
  log: { level?: 'info' | 'warn'; event: string; fields?: LogFields };
  standstill?: Standstill;
}

/** Builds a transition. */
function move(name: TransitionName, run: Run, now: Instant, it: Move): Transition {
  const rule: Rule = TRANSITIONS[name];
  if (!rule.to.includes(it.to)) throw new Error(`${name} does not lead to ${it.to}`);
  // What refused before this is no longer known to refuse, unless the transition says so.
  const changes = { refusal: null, ...it.changes, movedAt: now };
  const update = updateRun(run, changes, {
    when: it.when,
    ...(it.add ? { add: it.add } : {}),
    ...(it.enter ? { enter: it.enter } : {}),
    ...(it.leave ? { leave: it.leave } : {}),
  });
  return {
    name,
    at: now,
    after: { ...run, ...changes, status: it.to },
    write: { ...update, set: { ...update.set, ...runRow.change({ status: it.to }).set } },
    log: { level: it.log.level ?? 'info', event: it.log.event, fields: { runId: run.runId, ...it.log.fields } },
    standstill: it.standstill ?? {},
  };
}

const NO_HOLD = { hold: null, holdSince: null, behind: null } as const;

const sending: Condition = runRow.is('status', '=', 'sending');
const noOpenSegment: Condition = runRow.is('open', '=', 0);
/** The status is still the one that was read, which must be one in which the transition begins. */
function asRead(name: TransitionName, { status }: Run): Condition {
  const { from }: Rule = TRANSITIONS[name];
  if (!from.includes(status)) throw new Error(`a run that is ${status} cannot ${name}`);
  return runRow.is('status', '=', status);
}
const wakeAtAsRead = ({ wakeAt }: Run): Condition => runRow.asRead('wakeAt', wakeAt);
/** A mail that was accepted since, or a user who resumed the run, begins the time anew in which a refusal may pass. */
const refusalAsRead = ({ refusal }: Run): Condition => runRow.asRead('refusal', refusal);

/** What a freeze found and wrote. */
export interface Frozen {
  snapshot: string;
  frozenAt: Instant;
  count: number;
  skips: number;
}

/** The first of two concurrent freezes gives the run its snapshot and lets it send. */
export const freeze = (run: Run, frozen: Frozen, now: Instant): Transition =>
  move('freeze', run, now, {
    to: 'sending',
    changes: { ...frozen, startedAt: now },
    when: [runRow.is('status', '=', 'preparing'), runRow.missing('snapshot')],
    log: { event: 'run-frozen', fields: { count: frozen.count } },
  });

/** Holds a run of which a list is being filled. */
export const awaitImport = (run: Run, now: Instant): Transition =>
  move('awaitImport', run, now, {
    to: 'paused',
    changes: { hold: 'list-import', holdSince: now },
    when: [runRow.is('status', '=', 'preparing'), runRow.missing('snapshot')],
    log: { event: 'run-waits-for-import', fields: { lists: everyListOf(run.lists).join(' ') } },
    standstill: { reason: 'list-import' },
  });

/** Returns a run to the freeze once its list is filled. */
export const endImport = (run: Run, now: Instant): Transition =>
  move('endImport', run, now, {
    to: 'preparing',
    changes: NO_HOLD,
    when: [runRow.is('status', '=', 'paused'), runRow.is('hold', '=', 'list-import')],
    log: { event: 'run-woken', fields: { early: false } },
  });

/** Holds a run that the day's quota refuses, until `wakeAt`. `behind`: the task of the oldest run ahead of it. */
export const park = (
  run: Run,
  { wakeAt, day, behind }: { wakeAt: Instant; day: string; behind: string | null },
  now: Instant,
): Transition =>
  move('park', run, now, {
    to: 'paused',
    changes: { hold: 'warm-up-quota', holdSince: now, wakeAt, parkDay: day, behind },
    when: [/* fence: park-status */ sending, /* fence: park-open */ noOpenSegment, wakeAtAsRead(run)],
    enter: 'parked',
    log: { event: 'run-parked', fields: { day, wakeAt, behind } },
    standstill: { reason: 'warm-up-quota', resumesAt: wakeAt },
  });

/** Holds a run while the reputation of its domain is bad. Its need of the day of `until` is reserved for it. */
export const awaitReputation = (run: Run, { until, day }: { until: Instant; day: string }, now: Instant): Transition =>
  move('awaitReputation', run, now, {
    to: 'paused',
    changes: { hold: 'reputation', holdSince: now, wakeAt: until, parkDay: day, behind: null },
    when: [sending, noOpenSegment],
    enter: 'parked',
    log: { level: 'warn', event: 'run-held', fields: { reason: 'reputation', wakeAt: until } },
    standstill: { reason: 'reputation', resumesAt: until },
  });

/** Holds a run until the account has quota again. */
export const awaitAccount = (run: Run, wakeAt: Instant, now: Instant): Transition =>
  move('awaitAccount', run, now, {
    to: 'paused',
    changes: { hold: 'account-quota', holdSince: now, wakeAt },
    when: [sending],
    log: { level: 'warn', event: 'run-stopped', fields: { code: 'account-quota' } },
    standstill: { reason: 'account-quota', resumesAt: wakeAt },
  });

/** Holds a run whose mails nobody accepts, until the next try. */
export const awaitMailServer = (run: Run, refusal: Refusal, wakeAt: Instant, now: Instant): Transition =>
  move('awaitMailServer', run, now, {
    to: 'paused',
    changes: { hold: 'mail-server', holdSince: refusal.since, wakeAt, refusal },
    when: [sending, /* fence: server-open */ noOpenSegment, /* fence: server-refusal */ refusalAsRead(run)],
    log: { level: 'warn', event: 'run-waits-for-mail-server', fields: { since: refusal.since, wakeAt } },
    standstill: { reason: 'mail-server', resumesAt: wakeAt },
  });

/** Holds that end automatically at `wakeAt`. A user's never does. */
const WAKING: readonly HoldReason[] = /* fence: wake-user */ [
  'warm-up-quota',
  'account-quota',
  'reputation',
  'mail-server',
];

/** Whether a hold ends automatically at `wakeAt`. */
export const wakesByItself = (run: Run): boolean => run.status === 'paused' && WAKING.includes(run.hold ?? 'user');

/** Resumes a held run: at its `wakeAt`, or `early`, because its day has quota left for it. */
export const wake = (run: Run, { early }: { early: boolean }, now: Instant): Transition =>
  move('wake', run, now, {
    to: 'sending',
    changes: { refusal: run.refusal ?? null, .../* fence: wake-changes */ NO_HOLD },
    when: [
      runRow.is('status', '=', 'paused'),
      /* fence: wake-hold */ runRow.is('hold', '=', run.hold ?? 'user'),
      /* fence: wake-due */ early ? wakeAtAsRead(run) : runRow.is('wakeAt', '<=', now),
    ],
    log: { event: 'run-woken', fields: { early } },
  });

/** The user's hold replaces any other. `wakeAt` stays in the row. */
export const pause = (run: Run, now: Instant): Transition =>
  move('pause', run, now, {
    to: 'paused',
    changes: { hold: 'user', holdSince: now, behind: null },
    when: [asRead('pause', run)],
    log: { event: 'run-paused' },
    standstill: { reason: 'user' },
  });

/** A run with a snapshot sends; one without is frozen first. */
export function resume(run: Run, now: Instant): Transition {
  const isReady = run.snapshot !== null;
  return move('resume', run, now, {
    to: isReady ? 'sending' : 'preparing',
    changes: { ...NO_HOLD, error: null, ...(isReady && run.startedAt === null ? { startedAt: now } : {}) },
    when: [asRead('resume', run), isReady ? runRow.present('snapshot') : runRow.missing('snapshot')],
    enter: 'work',
    log: { event: 'run-resumed' },
  });
}

/**
 * Stops a run that cannot continue until its user removes the cause. `count`: of a run that is not frozen, its list's.
 */
export const stop = (run: Run, error: RunError, now: Instant, count: number = run.count): Transition =>
  move('stop', run, now, {
    to: 'error',
    changes: { ...NO_HOLD, error, count },
    when: [asRead('stop', run)],
    log: { level: 'warn', event: 'run-stopped', fields: { code: error } },
    standstill: { reason: error },
  });

/** Stops a run because of a refusal that did not pass in time. */
export const giveUp = (run: Run, now: Instant): Transition =>
  move('giveUp', run, now, {
    to: 'error',
    changes: { ...NO_HOLD, error: 'sending-disabled' },
    when: [sending, /* fence: give-up-refusal */ refusalAsRead(run)],
    log: { level: 'warn', event: 'run-stopped', fields: { code: 'sending-disabled' } },
    standstill: { reason: 'sending-disabled' },
  });

/**
 * Ends a run for good. While segments are open, the last one to close drops what is left; without any, this does both
 * in one write.
 */
export const cancel = (run: Run, now: Instant): Transition =>
  run.open === 0
    ? drop(run, now)
    : move('cancel', run, now, {
        to: 'cancelled',
        changes: { ...NO_HOLD, error: null },
        when: [asRead('cancel', run), runRow.is('open', '<>', 0)],
        log: { event: 'run-cancelled' },
      });

/**
 * Ends a cancelled run whose last segment is closed: recipients that were never attempted are skipped, reason
 * `cancelled`.
 */
export function drop(run: Run, now: Instant): Transition {
  const dropped = unclaimed(run);
  return move('drop', run, now, {
    to: 'cancelled',
    changes: { ...NO_HOLD, error: null, next: run.count, rest: [], dropped, finishedAt: now },
    add: { skipped: rangesTotal(dropped) },
    when: [
      asRead('drop', run),
      noOpenSegment,
      // A paused run may be frozen meanwhile: it then has more recipients than were read.
      /* fence: drop-count */ runRow.is('count', '=', run.count),
      runRow.is('next', '=', run.next),
      runRow.is('rest', '=', run.rest),
      runRow.is('doubts', '=', run.doubts),
      /* fence: drop-look */ lookAtAsRead(run),
      runRow.missing('finishedAt'),
    ],
    // A run with doubts or unknown outcomes stays in the reconciler's index until the last of them is resolved.
    leave: isLookedAt(run) ? ['parked'] : ['work', 'parked'],
    log: { event: 'run-dropped', fields: { skipped: rangesTotal(dropped) } },
  });
}

/** The recipients of a run that are not claimed or were put back. */
const unclaimed = (run: Run): Range[] =>
  run.next < run.count
    ? putBack(run.rest, [{ from: run.next, n: run.count - run.next, tries: 0, notBefore: 0 }])
    : run.rest;

/** Whether every condition of a run's finish is met, as it was read. */
export function isDone(run: Run): boolean {
  /* fence: done-next */ if (run.next !== run.count) return false;
  /* fence: done-rest */ if (run.rest.length > 0) return false;
  /* fence: done-open */ if (run.open > 0) return false;
  /* fence: done-doubts */ if (run.doubts.length > 0) return false;
  return true;
}

/** Ends a run in which every recipient has an outcome. */
export const finish = (run: Run, now: Instant): Transition =>
  move('finish', run, now, {
    to: 'finished',
    changes: { ...NO_HOLD, finishedAt: now },
    when: [
      /* fence: finish-status */ sending,
      /* fence: finish-next */ runRow.is('next', '=', run.count),
      /* fence: finish-rest */ runRow.is('rest', '=', []),
      /* fence: finish-open */ noOpenSegment,
      /* fence: finish-doubts */ runRow.is('doubts', '=', []),
      /* fence: finish-look */ lookAtAsRead(run),
    ],
    // What is unknown is looked at again, and the reconciler sees to that.
    leave: isLookedAt(run) ? ['parked'] : ['work', 'parked'],
    log: { event: 'run-finished' },
  });

/** Where a transition is logged and published. */
export interface TransitionOutlets {
  log: Log;
  /** Publishes changes of a run to webhooks. @default no events are published */
  publish?: Publish;
}

/** The result of a write: `run` is the row after it, undefined when there is none. */
export type Applied = { done: true; run: Run } | { done: false; run: Run | undefined };

/** Writes a transition; logs and publishes it only if it happened, from the row as written. */
export async function apply(
  transition: Transition,
  { tables, ...outlets }: TransitionOutlets & { tables: Pick<Tables, 'write'> },
): Promise<Applied> {
  const result = await tables.write(transition.write);
  if (!result.ok) return { done: false, run: result.old && runFromItem(result.old) };
  const run = result.item ? runFromItem(result.item) : transition.after;
  await announceTransition(transition, outlets, run);
  return { done: true, run };
}

/** Logs and publishes a transition that a transaction has carried out. `run`: the row after it. */
export async function announceTransition(
  { name, at, after, log, standstill }: Transition,
  outlets: TransitionOutlets,
  run: Run = after,
): Promise<void> {
  outlets.log[log.level](log.event, log.fields);
  const { event }: Rule = TRANSITIONS[name];
  if (event) await outlets.publish?.(taskEvent(event, { taskId: run.taskId, run }, at, standstill));
}
