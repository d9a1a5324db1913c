import { frozenAudience } from '../audience/frozen-audience.ts';
import type { ListChoice } from '../audience/list-choice.ts';
import { type Instant, SECOND } from '../clock.ts';
import type { Content } from '../content/compile-content.ts';
import type { MailAttachment } from '../mail/mailer.ts';
import { Problem } from '../problems.ts';
import { checkTemplate } from '../tasks/check-settings.ts';
import { checkTask } from '../tasks/create-task.ts';
import { changesOf, onlyName } from '../tasks/edit-task.ts';
import type { TaskPorts } from '../tasks/ports.ts';
import { firstOccurrence, foreseenOccurrences, type Schedule } from '../tasks/schedule.ts';
import { readShownTask } from '../tasks/shown-task.ts';
import { activeRun, editable, taskStatus } from '../tasks/status.ts';
import { SHOWN_OCCURRENCES } from '../tasks/task.ts';
import { taskContent } from '../tasks/task-content.ts';
import type { TaskEdit, TaskInput } from '../tasks/task-input.ts';
import { membersIn } from '../tasks/task-lists.ts';
import { type TaskWarning, taskWarnings } from '../tasks/warnings.ts';
import { type ForecastPorts, Forecasts, type PlannedDay } from './forecast-domain.ts';
import { Rehearsal, type RehearsalPorts } from './rehearsal.ts';

/** A request has 29 seconds; a longer dry run cannot be answered in one. */
const MAX_TIME = 25 * SECOND;

export interface DryRunPorts
  extends Pick<TaskPorts, 'tables' | 'clock' | 'references' | 'composer' | 'log'>,
    Omit<ForecastPorts, 'references'>,
    RehearsalPorts {}

/** Members that a sample looks at: the first in the order of their hashes, which is a random choice. */
export const SAMPLE = 50_000;

/** What would become of a task, had it been created or changed now. */
export interface DryRun {
  /** Of how many recipients the counts were scaled up; null where all were looked at. */
  sampled: number | null;
  requested: number;
  /** Why some would not be mailed. */
  skipped: Record<string, number>;
  /** Why some could not be mailed. */
  failing: Record<string, number>;
  missingVariables: { name: string; recipients: number }[];
  /** Written into mails as nothing: empty values without a `default` or an `if`. */
  emptyVariables: { name: string; recipients: number }[];
  /** Bytes of the largest mail as MIME; null when no recipient gets one. */
  largestMail: number | null;
  /** Some recipients with the subjects of their mails. */
  examples: { email: string; subject: string }[];
  days: PlannedDay[];
  finishesOn: string | null;
  /** None of a task that begins at once. */
  nextOccurrences: ReturnType<typeof foreseenOccurrences>;
  warnings: TaskWarning[];
}

/**
 * Goes through the lists as they are now, through all of them or their first `most` members, and creates nothing.
 * Throws what creating the task would, and `too-many-recipients` for lists and a template that take longer than a
 * request may.
 */
export async function dryRun(input: TaskInput, ports: DryRunPorts, most = Number.POSITIVE_INFINITY): Promise<DryRun> {
  const now = ports.clock.now();
  const { domain, template, lists, schedule } = await checkTask(input, now, ports);
  const { attachments } = input;
  const content = await taskContent({ ...input, attachments: [] }, template, ports.references);
  const next = { dueAt: firstOccurrence(schedule), handled: 0 };
  return await rehearse({ taskId: null, domain, lists, content, attachments, schedule, next }, now, most, ports);
}

/** The same of a task that has not started, as an edit would leave it; changes nothing. Throws what the edit would. */
export async function dryRunOfEdit(
  taskId: string,
  edit: TaskEdit,
  ports: DryRunPorts,
  most = Number.POSITIVE_INFINITY,
): Promise<DryRun> {
  const shown = await readShownTask(taskId, ports);
  if (editable(shown.task, shown.run) !== 'all') throw onlyName(taskStatus(shown.task, shown.run));
  const now = ports.clock.now();
  const task = { ...shown.task, ...(await changesOf(shown, edit, now, ports)) };
  const template = await checkTemplate(task.templateId, ports);
  const content = await taskContent({ ...task, attachments: [] }, template, ports.references);
  const { domain, lists, attachments, dueAt, occurrences: handled } = task;
  const begun = activeRun(task, shown.run);
  return await rehearse(
    {
      ...{ taskId, domain, lists, content, schedule: task },
      attachments: edit.attachments ?? attachments.map(ofSize),
      next: { dueAt, handled },
      ...(begun && { begins: now }),
    },
    now,
    most,
    ports,
  );
}

/** A stored attachment as the measuring of a mail needs it: its bytes do not matter, only how many they are. */
const ofSize = ({ size, ...named }: { name: string; contentType: string | null; size: number }): MailAttachment => ({
  name: named.name,
  contentType: named.contentType,
  content: new Uint8Array(size),
});

/** A task that would be. */
interface Foreseen {
  /** Null for a new one. */
  taskId: string | null;
  domain: string;
  lists: ListChoice;
  content: Content;
  attachments: MailAttachment[];
  schedule: Schedule;
  next: { dueAt: Instant | null; handled: number };
  /** @default its next occurrence */
  begins?: Instant;
}

async function rehearse(task: Foreseen, now: Instant, most: number, ports: DryRunPorts): Promise<DryRun> {
  const { taskId, domain, lists, content, attachments, schedule, next } = task;
  const expected = await membersIn(lists, ports.references);
  const rehearsal = new Rehearsal({ content, attachments, domain, now, expected }, ports);
  let last = '';
  for await (const page of frozenAudience(ports.tables, { lists, domain, now })) {
    const taken = page.slice(0, most - rehearsal.requested);
    for (const entry of taken) rehearsal.take(entry);
    last = taken.at(-1)?.hash ?? last;
    if (rehearsal.requested >= most) break;
    if (ports.clock.now() > now + MAX_TIME) throw tooLong(rehearsal.requested, expected);
  }
  const { requested } = rehearsal;
  const isSample = requested >= most && expected > requested;
  // Somebody in several lists is one recipient: how many there are shows in how far the sample came.
  const all = lists.listIds.length === 1 ? expected : Math.min(expected, requested / shareUpTo(last));
  const scaled = (n: number): number => (isSample ? Math.round((n * all) / requested) : n);
  const at = task.begins ?? next.dueAt ?? now;
  const planned = await new Forecasts(ports).ofNewRun(domain, { mails: scaled(rehearsal.mails), at, without: taskId });
  const byReason = (counts: Map<string, number>) =>
    Object.fromEntries([...counts].map(([reason, n]) => [reason, scaled(n)]));
  const byName = (counts: { name: string; recipients: number }[]) =>
    counts.map(({ name, recipients }) => ({ name, recipients: scaled(recipients) }));
  return {
    sampled: isSample ? requested : null,
    requested: scaled(requested),
    skipped: byReason(rehearsal.skipped),
    failing: byReason(rehearsal.failing),
    missingVariables: byName(rehearsal.missingVariables()),
    emptyVariables: byName(rehearsal.emptyVariables()),
    largestMail: await rehearsal.largestMail(),
    examples: rehearsal.examples(),
    days: planned.days,
    finishesOn: planned.finishesOn,
    nextOccurrences: schedule.type === 'immediate' ? [] : foreseenOccurrences(schedule, next, SHOWN_OCCURRENCES),
    warnings: await taskWarnings({ domain, taskId }, ports),
  };
}

/** The share of all addresses whose hashes come before one, from 0 to 1. */
const shareUpTo = (hash: string): number => (Number.parseInt(hash.slice(0, 12), 16) + 1) / 16 ** 12;

const tooLong = (seen: number, of: number): Problem =>
  new Problem(
    'too-many-recipients',
    `the time of a request was over after ${seen} of ${of} recipients; nothing was created`,
  );
