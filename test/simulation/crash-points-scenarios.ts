import { firstListOf, onlyList } from '../../core/audience/list-choice.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { Domain } from '../../core/warm-up/domain.ts';
import { sampleDomain } from '../support/sample-domain.ts';
import { cancel, pause, resume } from './user-actions.ts';
import type { Workload } from './workload.ts';
import type { World } from './world.ts';

/** A small history without faults, into which crashes are put. */
export interface CrashScenario {
  name: string;
  /** A new one for each history. */
  workload: () => Workload;
  /** What users do besides making the tasks. */
  users?: (world: World) => void;
  /** It has one crash of its own: at the first await after so many hand-overs have begun. */
  firstCrashAfter?: number;
  /** Small enough for all pairs of crashes. */
  forPairs?: boolean;
}

const DOMAIN = 'd0.test';
const MORNING = Date.UTC(2027, 0, 5, 9);
const MIDNIGHT = Date.UTC(2027, 0, 6);
/** Everything that users do after the last task is made is over by then; crashes may come later still. */
const CALM_AFTER = 9 * MINUTE;

const SETTINGS: SendingSettings = {
  rate: 100,
  quotaDayOffsetMinutes: 0,
  segmentSize: 3,
  windowSize: 2,
  parallelism: 2,
};

const domainAt = (createdAt: Instant, steps: number[]): Domain =>
  sampleDomain(DOMAIN, createdAt, { plan: 'custom', steps });

/** The nth task, for so many members. */
function taskFor(n: number, members: number, madeAt: Instant, more: Partial<Task> = {}): Workload['tasks'][number] {
  const startAt = more.startAt ?? madeAt;
  const task: Task = {
    taskId: String(1_010 + n),
    name: null,
    type: 'immediate',
    from: `news@${DOMAIN}`,
    replyTo: null,
    subject: 'News',
    templateId: '1',
    templateData: {},
    lists: onlyList(String(110 + n)),
    startAt,
    intervalHours: null,
    recurrence: null,
    timeZone: 'UTC',
    until: null,
    overlap: 'queue-one',
    unsubscribe: true,
    tracking: false,
    attachments: [],
    domain: DOMAIN,
    edition: 1,
    revision: 1,
    state: 'live',
    pausedAt: null,
    pausedBy: null,
    dueAt: startAt,
    occurrences: 0,
    queuedFor: null,
    activeRunId: null,
    runId: null,
    createdAt: madeAt,
    updatedAt: madeAt,
    ...more,
  };
  const everybody = Array.from({ length: members }, (_, i) => `m${i}@l${n}.example`);
  const lists = new Map([[firstListOf(task.lists), everybody]]);
  return { task, madeAt, members: everybody, leftOut: [], lists };
}

const workload = (
  start: Instant,
  steps: number[],
  tasks: Workload['tasks'],
  settings: Partial<SendingSettings> = {},
): Workload => ({
  start,
  settings: { ...SETTINGS, ...settings },
  calmFrom: Math.max(...tasks.map(({ madeAt }) => madeAt)) + CALM_AFTER,
  senderLifetime: 5 * MINUTE,
  domains: [domainAt(start, steps)],
  tasks,
});

/** One mail a second and a window, so that a user can come in between. */
const SLOWLY: Partial<SendingSettings> = { rate: 1, windowSize: 1, parallelism: 1 };
const ofTask = (n: number): string => String(1_010 + n);

/** A user who sees no answer asks again; together with the resume of the calm, once more than there are crashes. */
const resumesTwice = (world: World): void => {
  for (const after of [4 * MINUTE, 8 * MINUTE]) world.machine.at(MORNING + after, () => resume(world, ofTask(0)));
};

export const CRASH_SCENARIOS: readonly CrashScenario[] = [
  {
    name: 'a small run',
    workload: () => workload(MORNING, [5], [taskFor(0, 2, MORNING)], { parallelism: 1 }),
    forPairs: true,
  },
  {
    name: 'a run past a quota',
    workload: () => workload(MORNING, [4, 6], [taskFor(0, 7, MORNING)]),
  },
  {
    name: 'a smallest run past a quota',
    workload: () => workload(MORNING, [1], [taskFor(0, 2, MORNING)], { parallelism: 1 }),
  },
  {
    name: 'two runs, parked mail first',
    workload: () => workload(MORNING, [3, 4], [taskFor(0, 5, MORNING), taskFor(1, 2, MORNING + HOUR)]),
  },
  {
    name: 'a pause and a resume in the middle',
    workload: () => workload(MORNING, [9], [taskFor(0, 4, MORNING)], SLOWLY),
    users: (world) => {
      world.machine.at(MORNING + 2 * SECOND, () => pause(world, ofTask(0)));
      resumesTwice(world);
    },
  },
  {
    name: 'a cancel in the middle',
    workload: () => workload(MORNING, [9], [taskFor(0, 4, MORNING)], SLOWLY),
    users: (world) => world.machine.at(MORNING + 2 * SECOND, () => cancel(world, ofTask(0))),
  },
  {
    name: 'a take-over',
    workload: () => workload(MORNING, [9], [taskFor(0, 4, MORNING)]),
    firstCrashAfter: 1,
  },
  {
    name: 'midnight in a segment',
    workload: () =>
      workload(MIDNIGHT - 5 * SECOND, [9], [taskFor(0, 6, MIDNIGHT - 5 * SECOND)], { ...SLOWLY, segmentSize: 6 }),
  },
  {
    name: 'a recurring task',
    workload: () =>
      workload(
        MORNING,
        [9],
        [
          taskFor(0, 2, MORNING, {
            type: 'recurring',
            startAt: MORNING + 5 * MINUTE,
            intervalHours: 1,
            until: { occurrences: 2 },
          }),
        ],
      ),
  },
];
