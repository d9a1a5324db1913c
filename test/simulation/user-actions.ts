import { suppress } from '../../core/audience/suppressions.ts';
import { MINUTE } from '../../core/clock.ts';
import { changePlan, type PlanChange } from '../../core/domains/change-plan.ts';
import { Problem } from '../../core/problems.ts';
import { holdStack, SAME_TABLES } from '../../core/rate/stack-hold.ts';
import { cancelTask } from '../../core/tasks/cancel-task.ts';
import { editTask } from '../../core/tasks/edit-task.ts';
import { pauseTask } from '../../core/tasks/pause-task.ts';
import { releaseStack } from '../../core/tasks/release-stack.ts';
import { resumeTask } from '../../core/tasks/resume-task.ts';
import { retryTask } from '../../core/tasks/retry-task.ts';
import type { TaskEdit } from '../../core/tasks/task-input.ts';
import type { Ports } from './container.ts';
import type { Dice } from './dice.ts';
import type { Faults } from './faults.ts';
import { unsubscribeName } from './ledger.ts';
import { drawSteps } from './workload.ts';
import type { World } from './world.ts';

const API_LIFETIME = MINUTE;

/** Runs an action of the API; a refusal because of the task's status is an answer like any other. */
function act(world: World, body: (ports: Ports) => Promise<unknown>, acknowledged?: () => void): void {
  world.run('user', API_LIFETIME, async (ports) => {
    try {
      await body(ports);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      world.cover(`refused ${error.code}`);
      return;
    }
    acknowledged?.();
  });
}

export function pause(world: World, taskId: string): void {
  act(
    world,
    (ports) => pauseTask(taskId, ports),
    () => noteStop(world, taskId),
  );
}

export function cancel(world: World, taskId: string): void {
  act(
    world,
    (ports) => {
      world.cancelled.add(taskId);
      return cancelTask(taskId, ports);
    },
    () => noteStop(world, taskId),
  );
}

/** From the acknowledgement on at most one window of each open segment may still be sent, until a resume. */
function noteStop(world: World, taskId: string): void {
  for (const run of world.truth.runs.values()) {
    const isStopped = run.status === 'cancelled' || run.hold === 'user';
    if (run.taskId === taskId && isStopped && !world.ledger.stopped.has(run.runId)) {
      world.ledger.stopped.set(run.runId, new Map());
    }
  }
}

export const resume = (world: World, taskId: string): void => act(world, (ports) => resumeTask(taskId, ports));

/** From the acknowledgement on at most one window of each open segment may still be sent, until the release. */
function hold(world: World): void {
  act(world, holdStack, () => {
    if (!world.truth.isHeld) return;
    world.ledger.held ??= new Map();
    world.cover('held');
  });
}

export const release = (world: World): void => act(world, (ports) => releaseStack({ ...ports, identity: SAME_TABLES }));

const retry = (world: World, taskId: string, dice: Dice): void => {
  const outcomes = dice.chance(0.5) ? (['failed'] as const) : (['failed', 'unknown'] as const);
  act(world, (ports) => retryTask(taskId, [...outcomes], ports));
};

function edit(world: World, dice: Dice): void {
  const { task } = dice.pick(world.workload.tasks);
  const edits: TaskEdit[] = [{ name: 'Renamed' }, { overlap: dice.pick(['queue-one', 'skip'] as const) }];
  if (task.type !== 'immediate') edits.push({ startAt: world.machine.now + dice.between(0, 3 * 60) * MINUTE });
  if (task.type === 'recurring') {
    edits.push({ intervalHours: dice.pick([1, 6, 24]) }, { until: { occurrences: dice.between(2, 4) } });
  }
  const chosen = dice.pick(edits);
  act(
    world,
    (ports) => editTask(task.taskId, chosen, ports),
    () => world.cover(`edited ${Object.keys(chosen)}`),
  );
}

function unsubscribe(world: World, dice: Dice): void {
  const { task, members } = dice.pick(world.workload.tasks);
  const email = members[dice.between(0, members.length - 1)];
  if (email === undefined) return;
  const given = { email, reason: 'unsubscribe', domain: task.domain } as const;
  act(
    world,
    (ports) => suppress(ports, given),
    () => {
      const name = unsubscribeName(task.domain, email);
      if (!world.ledger.unsubscribed.has(name)) world.ledger.unsubscribed.set(name, world.machine.now);
    },
  );
}

function plan(world: World, dice: Dice): void {
  const { domain } = dice.pick(world.workload.domains);
  const changes: PlanChange[] = [
    { plan: 'unlimited' },
    { plan: 'custom', steps: drawSteps(dice) },
    { plan: 'custom', steps: drawSteps(dice), level: dice.between(1, 3) },
    { parkUntil: dice.pick(['after-24h', 'daily-anchor'] as const) },
  ];
  act(world, (ports) => changePlan(ports, domain, dice.pick(changes)));
}

function strayToken(world: World, dice: Dice): void {
  const runIds = [...world.truth.runs.keys(), '999-000000000'];
  world.sendQueue.put({ v: 1, runId: dice.pick(runIds) });
}

/** Each resume is work, in which users may resume again: unbounded, a history without a mail server grows for ever. */
const MOST_RESUMES = 500;

/** Lets users and operators act at any moment of any process, as often as the history wants it. */
export function disturb(world: World, faults: Faults): void {
  const taskOf = (dice: Dice) => dice.pick(world.workload.tasks).task.taskId;
  if (faults.strikes('pause')) pause(world, taskOf(faults.diceOf('pause')));
  if ((faults.counts.get('resume') ?? 0) < MOST_RESUMES && faults.strikes('resume')) {
    const dice = faults.diceOf('resume');
    if (dice.chance(0.2)) retry(world, taskOf(dice), dice);
    else resume(world, taskOf(dice));
  }
  if (faults.strikes('cancel')) cancel(world, taskOf(faults.diceOf('cancel')));
  if (faults.strikes('edit')) edit(world, faults.diceOf('edit'));
  if (faults.strikes('hold')) hold(world);
  if (faults.strikes('release')) release(world);
  if (faults.strikes('plan-change')) plan(world, faults.diceOf('plan-change'));
  if (faults.strikes('unsubscribe')) unsubscribe(world, faults.diceOf('unsubscribe'));
  if (faults.strikes('stray-token')) strayToken(world, faults.diceOf('stray-token'));
}
