import type { FrozenRecipient } from '../audience/snapshot.ts';
import type { SnapshotStore } from '../audience/snapshot-store.ts';
import type { Instant } from '../clock.ts';
import { runKey, segmentKey, TASKS, taskKey } from '../keys.ts';
import { placeOfMail } from '../mail/mail-event.ts';
import { MAIL_OUTCOMES, type MailOutcome } from '../mail/mailer.ts';
import type { Via } from '../mail/via.ts';
import { readResult } from '../runs/results.ts';
import { mailIdOf, type Result, type Run, type Segment } from '../runs/run.ts';
import { runFromItem, runsOfTaskPage } from '../runs/run-store.ts';
import { segmentFromItem, segmentsPage } from '../runs/segment-store.ts';
import type { Cursor, Tables } from '../tables.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { type Delivery, deliveryFromItem, mailKeyOf } from './mail-item.ts';

export interface FindEmailsPorts {
  tables: Tables;
  snapshots: SnapshotStore;
  quotaDayOffsetMinutes: number;
}

/** One mail to one recipient. */
export interface Email {
  mailId: string;
  /** Null for a transactional mail. */
  taskId: string | null;
  runId: string | null;
  email: string;
  /** Who sent it, where its record says so: that of a transactional mail. */
  from?: string;
  /** How a single mail came in; null for one of a task. */
  via: Via | null;
  /** Null while its segment is open: the hand-over may be in progress. */
  outcome: MailOutcome | null;
  reason: string | null;
  /** When the outcome became final. */
  at: Instant | null;
  /** The recorded mail events; null until the first one. */
  delivery: Delivery | null;
}

const TASKS_PER_CALL = 50;
const RUNS_PER_READ = 50;
/** Runs of one task that are looked at: more than two years of an hourly one would be on no single day. */
const MAX_RUNS = 500;
/** The same where no day is named. */
const MAX_RUNS_OF_ANY_DAY = 50;
const SEGMENTS_PER_READ = 500;

const MAILED: readonly Result[] = MAIL_OUTCOMES;

/** A mail of a run, with what it was made of. */
export interface MailOfRun {
  email: Email;
  /** The key of the run's snapshot. */
  snapshot: string;
  recipient: FrozenRecipient;
}

/** A mail of a run by its id; null when there is none. Two concurrent reads, and one of its address. */
export const findEmail = async (mailId: string, ports: Omit<FindEmailsPorts, 'quotaDayOffsetMinutes'>) =>
  (await findMailOfRun(mailId, ports))?.email ?? null;

/** A mail of a run by its id, and what it was made of; null when there is none. */
export async function findMailOfRun(
  mailId: string,
  { tables, snapshots }: Omit<FindEmailsPorts, 'quotaDayOffsetMinutes'>,
): Promise<MailOfRun | null> {
  const place = placeOfMail(mailId);
  if (place === null) return null;
  const [[runItem, segmentItem], mailItem] = await Promise.all([
    tables.getMany('Campaigns', [runKey(place.runId), segmentKey(place.runId, place.serial)]),
    tables.get('Mail', mailKeyOf(mailId)),
  ]);
  if (!runItem || !segmentItem) return null;
  const run = runFromItem(runItem);
  const segment = segmentFromItem(segmentItem);
  const seen = seenIn(segment, place.index);
  if (seen === null || run.snapshot === null) return null;
  const [recipient] = await snapshots.read(run.snapshot, segment.from + place.index, 1);
  if (!recipient) return null;
  const delivery = mailItem ? deliveryFromItem(mailItem) : null;
  const email = { mailId, taskId: run.taskId, runId: run.runId, email: recipient.email, via: null, ...seen, delivery };
  return { email, snapshot: run.snapshot, recipient };
}

/**
 * The segment's record of a recipient that was mailed in it; null for one that was not, or goes back to be tried again.
 */
function seenIn(segment: Segment, index: number): Pick<Email, 'outcome' | 'reason' | 'at'> | null {
  if (index >= segment.n) return null;
  if (segment.status === 'open') {
    return index < segment.windowHigh ? { outcome: null, reason: null, at: null } : null;
  }
  const result = readResult(segment.results, index);
  if (!MAILED.includes(result)) return null;
  const outcome = result as 'sent' | 'failed' | 'unknown';
  return { outcome, reason: segment.reasons[index] ?? null, at: segment.closedAt };
}

/** Where a search continues: with the tasks before one, or, in the first of them, after this many mails. */
export interface EmailsPlace {
  before: string | null;
  skip: number;
}

/**
 * The mails to an address on a quota day (ISO date), or on any, those of the latest tasks first. Looks through the runs
 * of that day and their snapshots, a few tasks a call: a page may be empty before the end.
 */
export async function findEmailsTo(
  input: { day: string | null; email: string; limit: number; from: EmailsPlace },
  ports: FindEmailsPorts,
): Promise<{ emails: Email[]; next: EmailsPlace | null }> {
  const { items } = await ports.tables.query({
    table: 'Campaigns',
    pk: TASKS,
    reverse: true,
    limit: TASKS_PER_CALL,
    ...(input.from.before === null ? {} : { to: taskKey(String(Number(input.from.before) - 1)).sk }),
  });
  const emails: Email[] = [];
  let { before, skip } = input.from;
  for (const { taskId } of items) {
    const ofTask = (await emailsOfTask(String(taskId), input, ports)).slice(skip);
    const remaining = input.limit - emails.length;
    emails.push(...ofTask.slice(0, remaining));
    if (ofTask.length > remaining) return { emails, next: { before, skip: skip + remaining } };
    before = String(taskId);
    skip = 0;
  }
  return { emails, next: items.length < TASKS_PER_CALL ? null : { before, skip } };
}

async function emailsOfTask(
  taskId: string,
  input: { day: string | null; email: string },
  ports: FindEmailsPorts,
): Promise<Email[]> {
  const emails: Email[] = [];
  for (const run of await runsOn(input.day, taskId, ports)) emails.push(...(await emailsOfRun(run, input, ports)));
  return emails;
}

/** Runs of a task that may have handed over mail on a day, or on any; latest first. */
async function runsOn(day: string | null, taskId: string, ports: FindEmailsPorts): Promise<Run[]> {
  const dayOf = (at: Instant) => quotaDayOf(at, ports.quotaDayOffsetMinutes);
  const found: Run[] = [];
  let after: Cursor | null = null;
  const most = day === null ? MAX_RUNS_OF_ANY_DAY : MAX_RUNS;
  for (let seen = 0; seen < most; seen += RUNS_PER_READ) {
    const page: { runs: Run[]; next: Cursor | null } = await runsOfTaskPage(ports.tables, taskId, {
      limit: RUNS_PER_READ,
      after,
    });
    found.push(
      ...page.runs.filter(
        ({ startedAt, finishedAt }) =>
          startedAt !== null &&
          (day === null || (dayOf(startedAt) <= day && (finishedAt === null || dayOf(finishedAt) >= day))),
      ),
    );
    after = page.next;
    if (after === null) break;
  }
  return found;
}

async function emailsOfRun(
  run: Run,
  { day, email }: { day: string | null; email: string },
  { tables, snapshots }: FindEmailsPorts,
): Promise<Email[]> {
  if (run.snapshot === null) return [];
  const position = await snapshots.find(run.snapshot, email);
  if (position === null) return [];
  const emails: Email[] = [];
  let after: Cursor | null = null;
  do {
    const page: { segments: Segment[]; next: Cursor | null } = await segmentsPage(tables, run.runId, {
      limit: SEGMENTS_PER_READ,
      after,
    });
    for (const segment of page.segments) {
      const index = position - segment.from;
      if ((day !== null && segment.day !== day) || index < 0) continue;
      const seen = seenIn(segment, index);
      if (seen === null) continue;
      const mailId = mailIdOf(run.runId, segment.serial, index);
      const item = await tables.get('Mail', mailKeyOf(mailId));
      const delivery = item ? deliveryFromItem(item) : null;
      emails.push({ mailId, taskId: run.taskId, runId: run.runId, email, via: null, ...seen, delivery });
    }
    after = page.next;
  } while (after !== null);
  return emails;
}
