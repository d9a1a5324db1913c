import type { SnapshotStore } from '../audience/snapshot-store.ts';
import type { Clock, Instant } from '../clock.ts';
import { readTemplateRow } from '../content/template-store.ts';
import type { Delivery } from '../insight/mail-item.ts';
import { MAIL_KEPT } from '../mail/limits.ts';
import type { Run } from '../runs/run.ts';
import { runsOfTaskPage } from '../runs/run-store.ts';
import type { Tables } from '../tables.ts';
import { type Outcome, recipientAt } from '../tasks/list-recipients.ts';
import type { Task } from '../tasks/task.ts';
import { tasksPage } from '../tasks/task-store.ts';
import { recordedEmailsTo } from '../transactional/find-transactional-emails.ts';

const TASKS_PER_READ = 100;
/** Tasks that are looked at, newest first. */
const MAX_TASKS = 500;
/** Runs of one task that are looked at: two a day of the days that are kept would be 180. */
const RUNS_OF_TASK = 100;
/** Runs whose recipients are looked through, latest first: a look is a few reads. */
const MAX_RUNS = 300;
/** Looks side by side. */
const AT_ONCE = 50;
/** Mails of one person that are shown. */
export const MAX_MAILS_SHOWN = 50;

export interface MailsPorts {
  tables: Tables;
  snapshots: SnapshotStore;
  clock: Pick<Clock, 'now'>;
}

/** A mail to a person; or the place of one that was skipped, or is still to come. */
export interface PersonMail {
  /** Null when no mail was made. */
  mailId: string | null;
  /** Null for a single mail. */
  taskId: string | null;
  runId: string | null;
  taskName: string | null;
  /** Liquid of the task or its template as it is now; of a single mail the subject that it had. */
  subject: string | null;
  /** The sending domain. */
  domain: string;
  /** Null while there is none. */
  outcome: Outcome | null;
  reason: string | null;
  /** When the outcome became final; null while there is none. */
  at: Instant | null;
  delivery: Delivery | null;
}

/** Since when a mail may be shown, and to whom it is. */
interface Wanted {
  email: string;
  since: Instant;
}

/** What was sent to an address in the last 90 days, or would have been: single mails, and the runs that have it. */
export async function mailsTo(ports: MailsPorts, email: string): Promise<{ found: PersonMail[]; more: boolean }> {
  const wanted = { email, since: ports.clock.now() - MAIL_KEPT };
  const [single, ofTasks] = await Promise.all([singleMails(ports, wanted), mailsOfTasks(ports, wanted)]);
  // What has no outcome yet comes first: it is the latest of all.
  const timeOf = ({ at }: PersonMail): number => at ?? Number.POSITIVE_INFINITY;
  const found = [...single.found, ...ofTasks.found].sort((a, b) => compare(timeOf(b), timeOf(a)));
  const more = single.more || ofTasks.more || found.length > MAX_MAILS_SHOWN;
  return { found: found.slice(0, MAX_MAILS_SHOWN), more };
}

/** Infinity less itself is no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

async function singleMails({ tables }: MailsPorts, { email, since }: Wanted) {
  const page = { from: since, to: Number.MAX_SAFE_INTEGER, limit: MAX_MAILS_SHOWN, after: null };
  const { found, next } = await recordedEmailsTo(tables, email, page);
  const mails = found.map(
    ({ email: { mailId, outcome, reason, at, delivery }, record: { subject, domain } }): PersonMail => {
      const ofNoTask = { taskId: null, runId: null, taskName: null };
      return { mailId, ...ofNoTask, subject, domain, outcome, reason, at, delivery };
    },
  );
  return { found: mails, more: next !== null };
}

/** A run and the task that it is of. */
interface RunOfTask {
  run: Run;
  task: Task;
}

async function mailsOfTasks(ports: MailsPorts, wanted: Wanted): Promise<{ found: PersonMail[]; more: boolean }> {
  const { runs, more } = await recentRuns(ports, wanted.since);
  const found: PersonMail[] = [];
  for (let from = 0; from < runs.length; from += AT_ONCE) {
    if (found.length >= MAX_MAILS_SHOWN) return { found, more: true };
    const looks = runs.slice(from, from + AT_ONCE).map((of) => mailOfRun(ports, of, wanted.email));
    found.push(...(await Promise.all(looks)).filter((mail) => mail !== null));
  }
  return { found, more };
}

/** The runs of the last 90 days, latest first, as far as they are looked at. */
async function recentRuns({ tables }: MailsPorts, since: Instant): Promise<{ runs: RunOfTask[]; more: boolean }> {
  const { tasks, more } = await recentTasks(tables, since);
  const runs: RunOfTask[] = [];
  let isCut = more;
  for (let from = 0; from < tasks.length; from += AT_ONCE) {
    const reads = tasks.slice(from, from + AT_ONCE).map(async (task) => {
      const page = await runsOfTaskPage(tables, task.taskId, { limit: RUNS_OF_TASK, after: null });
      const recent = page.runs.filter((run) => run.snapshot !== null && (run.finishedAt ?? since) >= since);
      isCut ||= page.next !== null && recent.length === page.runs.length;
      return recent.map((run) => ({ run, task }));
    });
    runs.push(...(await Promise.all(reads)).flat());
  }
  const beginOf = ({ run }: RunOfTask): Instant => run.startedAt ?? run.createdAt;
  runs.sort((a, b) => beginOf(b) - beginOf(a));
  return { runs: runs.slice(0, MAX_RUNS), more: isCut || runs.length > MAX_RUNS };
}

/** Tasks that may have had a run since then: the end of a run is a change of its task. */
async function recentTasks(tables: Tables, since: Instant): Promise<{ tasks: Task[]; more: boolean }> {
  const tasks: Task[] = [];
  let before: string | null = null;
  for (let lookedAt = 0; lookedAt < MAX_TASKS; lookedAt += TASKS_PER_READ) {
    const page: Task[] = await tasksPage(tables, { limit: TASKS_PER_READ, before });
    tasks.push(...page.filter((task) => task.runId !== null && (task.activeRunId !== null || task.updatedAt >= since)));
    before = page.at(-1)?.taskId ?? null;
    if (page.length < TASKS_PER_READ) return { tasks, more: false };
  }
  return { tasks, more: true };
}

/** Null for a run that the address is not in. */
async function mailOfRun(
  { tables, snapshots }: MailsPorts,
  { run, task }: RunOfTask,
  email: string,
): Promise<PersonMail | null> {
  const position = run.snapshot === null ? null : await snapshots.find(run.snapshot, email);
  if (position === null) return null;
  const [recipient, subject] = await Promise.all([
    recipientAt(run, position, email, { tables }),
    task.subject ?? readTemplateRow(tables, task.templateId).then((template) => template?.subject ?? null),
  ]);
  const { mailId = null, outcome = null, reason = null, at = null, delivery = null } = recipient ?? {};
  const { taskId, name: taskName, domain } = task;
  return { mailId, taskId, runId: run.runId, taskName, subject, domain, outcome, reason, at, delivery };
}
