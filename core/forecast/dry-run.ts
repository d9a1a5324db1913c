import { frozenAudience } from '../audience/frozen-audience.ts';
import { SECOND } from '../clock.ts';
import { Problem } from '../problems.ts';
import { checkTask } from '../tasks/create-task.ts';
import type { TaskPorts } from '../tasks/ports.ts';
import { firstOccurrence } from '../tasks/schedule.ts';
import { taskContent } from '../tasks/task-content.ts';
import type { TaskInput } from '../tasks/task-input.ts';
import { membersIn } from '../tasks/task-lists.ts';
import { type ForecastPorts, Forecasts } from './forecast-domain.ts';
import { Rehearsal, type RehearsalPorts } from './rehearsal.ts';

/** A request has 29 seconds; a longer dry run cannot be answered in one. */
const MAX_TIME = 25 * SECOND;

export interface DryRunPorts
  extends Pick<TaskPorts, 'tables' | 'clock' | 'references' | 'composer'>,
    Omit<ForecastPorts, 'references'>,
    RehearsalPorts {}

/** What would become of a task, had it been created now. */
export interface DryRun {
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
  days: { day: string; planned: number }[];
  finishesOn: string | null;
}

/**
 * Goes through the whole lists as they are now, and creates nothing. Throws what creating the task would, and
 * `too-many-recipients` for lists and a template that take longer than a request may.
 */
export async function dryRun(input: TaskInput, ports: DryRunPorts): Promise<DryRun> {
  const now = ports.clock.now();
  const { domain, template, lists, schedule } = await checkTask(input, now, ports);
  const content = await taskContent({ ...input, attachments: [] }, template, ports.references);
  const expected = await membersIn(lists, ports.references);
  const rehearsal = new Rehearsal({ content, attachments: input.attachments, domain, now, expected }, ports);
  for await (const page of frozenAudience(ports.tables, { lists, domain })) {
    for (const entry of page) rehearsal.take(entry);
    if (ports.clock.now() > now + MAX_TIME) throw tooLong(rehearsal.requested, expected);
  }
  const planned = await new Forecasts(ports).ofNewRun(domain, rehearsal.mails, firstOccurrence(schedule) ?? now);
  return {
    requested: rehearsal.requested,
    skipped: Object.fromEntries(rehearsal.skipped),
    failing: Object.fromEntries(rehearsal.failing),
    missingVariables: rehearsal.missingVariables(),
    emptyVariables: rehearsal.emptyVariables(),
    largestMail: await rehearsal.largestMail(),
    days: planned.days,
    finishesOn: planned.finishesOn,
  };
}

const tooLong = (seen: number, of: number): Problem =>
  new Problem(
    'too-many-recipients',
    `the time of a request was over after ${seen} of ${of} recipients; nothing was created`,
  );
