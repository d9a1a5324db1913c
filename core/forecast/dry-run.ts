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

/** Members that a sample looks at: the first in the order of their hashes, which is a random choice. */
export const SAMPLE = 50_000;

/** What would become of a task, had it been created now. */
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
  days: { day: string; planned: number }[];
  finishesOn: string | null;
}

/**
 * Goes through the lists as they are now, through all of them or their first `most` members, and creates nothing.
 * Throws what creating the task would, and `too-many-recipients` for lists and a template that take longer than a
 * request may.
 */
export async function dryRun(input: TaskInput, ports: DryRunPorts, most = Number.POSITIVE_INFINITY): Promise<DryRun> {
  const now = ports.clock.now();
  const { domain, template, lists, schedule } = await checkTask(input, now, ports);
  const content = await taskContent({ ...input, attachments: [] }, template, ports.references);
  const expected = await membersIn(lists, ports.references);
  const rehearsal = new Rehearsal({ content, attachments: input.attachments, domain, now, expected }, ports);
  let last = '';
  for await (const page of frozenAudience(ports.tables, { lists, domain })) {
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
  const planned = await new Forecasts(ports).ofNewRun(
    domain,
    scaled(rehearsal.mails),
    firstOccurrence(schedule) ?? now,
  );
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
  };
}

/** The share of all addresses whose hashes come before one, from 0 to 1. */
const shareUpTo = (hash: string): number => (Number.parseInt(hash.slice(0, 12), 16) + 1) / 16 ** 12;

const tooLong = (seen: number, of: number): Problem =>
  new Problem(
    'too-many-recipients',
    `the time of a request was over after ${seen} of ${of} recipients; nothing was created`,
  );
