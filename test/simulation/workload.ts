import { firstListOf, onlyList } from '../../core/audience/list-choice.ts';
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { Domain } from '../../core/warm-up/domain.ts';
import { endOfDay, quotaDayOf } from '../../core/warm-up/quota-day.ts';
import type { Dice } from './dice.ts';
import type { Faults } from './faults.ts';

/** What a history is asked to do, before anything goes wrong. */
export interface Workload {
  start: Instant;
  settings: SendingSettings;
  /** After this nothing goes wrong any more. */
  calmFrom: Instant;
  /** When the platform kills a sender. */
  senderLifetime: number;
  domains: Domain[];
  tasks: PlannedTask[];
}

/** A task to be made, and whom it is for. */
export interface PlannedTask {
  task: Task;
  madeAt: Instant;
  /** Everybody in the lists that it mails, once. */
  members: string[];
  /** Everybody in the lists that it leaves out. */
  leftOut: string[];
  /** Who is in each of its lists. */
  lists: Map<string, string[]>;
}

/** A smaller workload, to shrink a history: 1 is all of it. */
export interface Size {
  tasks: number;
  members: number;
}

export function drawWorkload(dice: Dice, faults: Faults, size: Size): Workload {
  const settings = drawSettings(dice.fork('settings'));
  const start = drawStart(dice.fork('start'), faults, settings.quotaDayOffsetMinutes);
  const domains = drawDomains(dice.fork('domains'), start, settings.quotaDayOffsetMinutes);
  const tasks = domains
    .flatMap((domain) =>
      drawTasks(dice.fork(`tasks of ${domain.domain}`), domain.domain, start, size, faults.has('midnight')),
    )
    .slice(0, size.tasks);
  const senderLifetime = faults.has('time-out') ? dice.pick([17, 25, 60]) * SECOND : 5 * MINUTE;
  return { start, settings, calmFrom: start + dice.between(30, 3_000) * MINUTE, senderLifetime, domains, tasks };
}

function drawSettings(dice: Dice): SendingSettings {
  return {
    rate: dice.pick([3, 10, 100, 1_000]),
    quotaDayOffsetMinutes: dice.pick([0, 0, 540, -300]),
    segmentSize: dice.between(2, 6),
    windowSize: dice.between(1, 3),
    parallelism: dice.between(1, 3),
  };
}

function drawStart(dice: Dice, faults: Faults, offset: number): Instant {
  const day = Date.UTC(2027, 0, 4) + dice.between(0, 5) * DAY;
  const anywhere = day + dice.between(0, DAY - 1);
  if (!faults.has('midnight')) return anywhere;
  faults.note('midnight');
  return endOfDay(quotaDayOf(anywhere, offset), offset) - dice.between(0, dice.pick([2 * SECOND, 5 * SECOND, MINUTE]));
}

function drawDomains(dice: Dice, start: Instant, offset: number): Domain[] {
  return Array.from({ length: dice.pick([1, 1, 1, 2, 3]) }, (_, i) => ({
    domain: `d${i}.test`,
    status: 'verified',
    plan: dice.chance(0.9) ? 'custom' : 'unlimited',
    steps: drawSteps(dice),
    levelRule: dice.chance(0.8) ? 'sending-days' : 'calendar-days',
    parkUntil: dice.chance(0.6) ? 'after-24h' : 'daily-anchor',
    limitOther: false,
    sendingPool: null,
    level: 1,
    levelSetOn: quotaDayOf(start, offset),
    revision: 1,
    dkimTokens: [],
    createdAt: start,
    updatedAt: start,
  }));
}

export const drawSteps = (dice: Dice): number[] =>
  Array.from({ length: dice.between(1, 3) }, () => dice.between(dice.pick([1, 3, 5]), 10));

function drawTasks(dice: Dice, domain: string, start: Instant, size: Size, isAtMidnight: boolean): Workload['tasks'] {
  const isTogether = dice.chance(0.3);
  const spreads = isAtMidnight ? [2 * SECOND, 5 * SECOND, MINUTE] : [2 * MINUTE, 2 * HOUR, 30 * HOUR];
  return Array.from({ length: dice.between(1, 4) }, (_, i) => {
    const madeAt = start + (isTogether ? 0 : dice.between(0, dice.pick(spreads)));
    const most = dice.pick([3, 10, 10, 40]);
    const members = Array.from({ length: Math.ceil(dice.between(0, most) * size.members) }, (_, member) =>
      address(dice, `${domain[1]}${i}`, member),
    );
    const task = drawTask(dice, domain, i, madeAt, isAtMidnight);
    return withLists(dice.fork(`lists of ${i}`), task, madeAt, members);
  });
}

/** The task for these members alone, or for several lists in which some of them are, and without some of them. */
function withLists(dice: Dice, task: Task, madeAt: Instant, first: string[]): PlannedTask {
  const listId = firstListOf(task.lists);
  const lists = new Map([[listId, first]]);
  if (dice.chance(0.7)) return { task, madeAt, members: first, leftOut: [], lists };
  const drawList = (name: string): string => {
    const others = Array.from({ length: dice.between(0, 4) }, (_, i) => `m${i}@l${listId}.example`);
    lists.set(`${listId}${name}`, [...first.filter(() => dice.chance(0.4)), ...others]);
    return `${listId}${name}`;
  };
  const drawLists = (most: number, kind: string): string[] =>
    Array.from({ length: dice.between(0, most) }, (_, i) => drawList(`${kind}${i}`));
  const listIds = [listId, ...drawLists(2, '1')];
  const excludeListIds = drawLists(2, '2');
  const membersOf = (ids: string[]): string[] => [...new Set(ids.flatMap((id) => lists.get(id) ?? []))];
  return {
    task: { ...task, lists: { listIds, excludeListIds } },
    madeAt,
    members: membersOf(listIds),
    leftOut: membersOf(excludeListIds),
    lists,
  };
}

const address = (dice: Dice, list: string, member: number): string =>
  `${dice.chance(0.04) ? 'broken' : dice.chance(0.04) ? 'reject+' : 'm'}${member}@${list}.example`;

function drawTask(dice: Dice, domain: string, i: number, madeAt: Instant, isAtMidnight: boolean): Task {
  const type = dice.pick(['immediate', 'immediate', 'timed', 'recurring'] as const);
  const wait = isAtMidnight ? dice.between(1, 3 * SECOND) : dice.between(1, 6 * 60) * MINUTE;
  const startAt = type === 'immediate' ? madeAt : madeAt + wait;
  const number = (Number(domain[1]) + 1) * 10 + i;
  return {
    taskId: String(1_000 + number),
    name: null,
    type,
    from: `news@${domain}`,
    replyTo: null,
    subject: 'News',
    templateId: '1',
    templateData: {},
    lists: onlyList(String(100 + number)),
    startAt,
    intervalHours: type === 'recurring' ? dice.pick([1, 6, 24]) : null,
    recurrence: null,
    timeZone: 'UTC',
    until: type === 'recurring' ? { occurrences: dice.between(2, 3) } : null,
    overlap: dice.chance(0.5) ? 'queue-one' : 'skip',
    unsubscribe: true,
    tracking: false,
    attachments: [],
    domain,
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
  };
}
