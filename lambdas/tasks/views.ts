import * as z from 'zod';
import { firstListOf } from '../../core/audience/list-choice.ts';
import { type Instant, iso, isoOrNull } from '../../core/clock.ts';
import type { DryRun } from '../../core/forecast/dry-run.ts';
import { MAX_FORECAST_DAYS } from '../../core/forecast/forecast.ts';
import { MEASURED, RENDER_ALL } from '../../core/forecast/rehearsal.ts';
import { causeOf } from '../../core/mail/cause.ts';
import type { StackHold } from '../../core/rate/stack-hold.ts';
import { countsOf, progressOf } from '../../core/runs/counts.ts';
import { HOLD_REASONS } from '../../core/runs/holds.ts';
import { RETRY_OUTCOMES, RUN_ERRORS, RUN_STATUSES, type Run } from '../../core/runs/run.ts';
import { OUTCOMES, type RecipientOutcome } from '../../core/tasks/list-recipients.ts';
import { CLOCK_CHANGES, upcomingOccurrences } from '../../core/tasks/schedule.ts';
import type { ShownTask } from '../../core/tasks/shown-task.ts';
import {
  errorOf,
  type Hold,
  holdOf,
  holdOfRun,
  runUnderHold,
  TASK_STATUSES,
  taskStatus,
} from '../../core/tasks/status.ts';
import {
  OVERLAPS,
  type Recurrence,
  SHOWN_OCCURRENCES,
  TASK_TYPES,
  type Task,
  type Until,
} from '../../core/tasks/task.ts';
import type { TaskWarning } from '../../core/tasks/warnings.ts';
import { WARNING_CODES } from '../../core/tasks/warnings.ts';
import { causeAnswer } from '../http/cause-answer.ts';
import { deliveryAnswer, viewDelivery } from '../http/delivery-answer.ts';
import { params } from '../http/page.ts';
import { HOLDS } from './holds.ts';
import { WEEK_DAYS } from './schemas.ts';

export const instant = z.string().meta({ format: 'date-time' });
export const count = z.int().min(0);
export const counts = z.strictObject({
  requested: count,
  sent: count,
  failed: count,
  skipped: count,
  unknown: count,
  cached: count,
  inFlight: count,
});
export const runError = z.enum(RUN_ERRORS);
/** Who did something. */
export const actor = z.strictObject({
  keyId: z.string(),
  name: z.string().describe('The name of the API key at that time.'),
});

export const hold = z.strictObject({
  reason: z.enum(HOLD_REASONS).meta({
    description: `${Object.entries(HOLDS)
      .map(([reason, { means }]) => `\`${reason}\`: ${means}`)
      .join('; ')}.`,
  }),
  since: instant.nullable().meta({ description: 'Null if unknown.' }),
  by: actor.nullable().describe('Who holds it, with `user` and `hold-all`; null if that is not known.'),
  resumesAt: instant
    .nullable()
    .meta({ description: 'When it resumes automatically; null if that is unknown, or a user has to act.' }),
  behind: z.string().nullable().meta({ description: 'The task of the oldest run that comes first.' }),
  lastAnswer: z
    .string()
    .nullable()
    .meta({ description: 'With `mail-server`: its last answer, or why it was not reached.' }),
  advice: z.string().meta({ description: 'What ends the hold, in a sentence for people.' }),
});

export const attachmentAnswer = z.strictObject({
  name: z.string(),
  contentType: z.string().nullable(),
  size: z.int().min(0),
});

/** A task in an answer. */
export const taskAnswer = z
  .strictObject({
    taskId: z.string(),
    name: z.string().nullable(),
    type: z.enum(TASK_TYPES),
    status: z.enum(TASK_STATUSES),
    error: runError.nullable(),
    hold: hold.nullable(),
    domain: z.string(),
    from: z.string(),
    replyTo: z.string().nullable(),
    subject: z.string().nullable(),
    templateId: z.string(),
    templateName: z.string().nullable().meta({ description: 'The name of the template; null for one that is gone.' }),
    templateData: z.record(z.string(), z.unknown()),
    listId: z.string(),
    listName: z.string().nullable().meta({ description: 'The name of the first list; null for one that is gone.' }),
    listIds: z.array(z.string()),
    excludeListIds: z.array(z.string()),
    startAt: instant,
    intervalHours: z.int().nullable(),
    recurrence: z
      .union([
        z.strictObject({ every: z.literal('day'), at: z.string() }),
        z.strictObject({ every: z.literal('week'), on: z.array(z.enum(WEEK_DAYS)), at: z.string() }),
        z.strictObject({ every: z.literal('month'), on: z.array(z.int()), at: z.string() }),
      ])
      .nullable(),
    timeZone: z.string(),
    until: z.union([z.strictObject({ at: instant }), z.strictObject({ occurrences: z.int() })]).nullable(),
    overlap: z.enum(OVERLAPS),
    unsubscribe: z.boolean(),
    tracking: z.boolean(),
    attachments: z.array(attachmentAnswer),
    runId: z.string().nullable(),
    progress: z.number().min(0).max(1),
    counts,
    finishesAt: instant
      .nullable()
      .meta({ description: 'When the run is expected to finish; null for one that does not move by itself.' }),
    finishesOn: z
      .string()
      .nullable()
      .meta({ format: 'date', description: 'The quota day on which the run is expected to finish.' }),
    nextOccurrences: z.array(z.strictObject({ utc: instant, local: z.string() })),
    createdAt: instant,
    updatedAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Task' });

const warnings = z
  .array(z.strictObject({ code: z.enum(WARNING_CODES), params, message: z.string() }))
  .meta({ description: 'Problems that prevent nothing but should be looked at.' });

/** A new task in an answer. */
export const newTaskAnswer = taskAnswer
  .extend({
    warnings,
  })
  .meta({ id: 'NewTask' });

/** What a dry run answers. */
export const dryRunAnswer = z
  .strictObject({
    sampled: count.nullable().meta({
      description:
        'With `dryRun=sample`: how many recipients, chosen at random, were checked; all counts are scaled up from them. Null where all were checked.',
    }),
    requested: count.meta({ description: 'All recipients of the lists as they are now, each address once.' }),
    skipped: z.record(z.string(), count).meta({ description: 'How many would be skipped, by reason.' }),
    failing: z.record(z.string(), count).meta({
      description: `How many would fail, by reason. In a list of more than ${RENDER_ALL.toLocaleString('en-US')}, \`template-error\` is found only where a mail had to be rendered to know which variables it lacks.`,
    }),
    missingVariables: z
      .array(z.strictObject({ name: z.string(), recipients: count }))
      .meta({ description: 'Each recipient counts for the first variable that they lack.' }),
    emptyVariables: z.array(z.strictObject({ name: z.string(), recipients: count })).meta({
      description:
        'Values that are there but empty, and would leave a hole in a mail: the template has no `default` and no `if` for them.',
    }),
    largestMail: count.nullable().meta({
      description: `The size in bytes, as MIME with attachments, of the largest of the ${MEASURED} mails with the most text.`,
    }),
    examples: z
      .array(z.strictObject({ email: z.string(), subject: z.string() }))
      .max(5)
      .meta({ description: 'Some of those who would get a mail.' }),
    days: z
      .array(
        z.strictObject({
          day: z.string().meta({ format: 'date' }),
          planned: count,
          others: count.meta({
            description:
              'Bulk mails of the domain on that day that are not of this task: those of older runs, and today those that are sent.',
          }),
          limit: count.nullable().meta({ description: "The domain's limit on that day; null where it has none." }),
        }),
      )
      .meta({
        description: 'Mails on each quota day, after older runs and within plan, quota and rate as they are now.',
      }),
    finishesOn: z
      .string()
      .nullable()
      .meta({
        format: 'date',
        description: `Null if that is more than ${MAX_FORECAST_DAYS.toLocaleString('en-US')} days away.`,
      }),
    nextOccurrences: z
      .array(
        z.strictObject({
          utc: instant,
          local: z.string(),
          clockChange: z.enum(CLOCK_CHANGES).nullable().meta({
            description:
              'What a clock change does to it. `skipped`: its local time does not exist on that day, and it begins when the gap ends. `repeated`: its local time comes twice, and it begins the first time. `shifted`: the clocks were changed since the occurrence before.',
          }),
        }),
      )
      .max(SHOWN_OCCURRENCES)
      .meta({ description: 'When the first runs would begin; none of a task that begins at once.' }),
    warnings,
  })
  .meta({ id: 'DryRun' });

/** A run in an answer. */
export const runAnswer = z
  .strictObject({
    runId: z.string(),
    taskId: z.string(),
    status: z.enum(RUN_STATUSES),
    reason: z
      .string()
      .nullable()
      .meta({ description: 'Why an occurrence was missed: `outage`, `paused` or `overlap`.' }),
    error: runError.nullable(),
    hold: hold.nullable(),
    scheduledFor: instant,
    progress: z.number().min(0).max(1),
    counts,
    retryOf: z.string().nullable(),
    retryOutcomes: z.array(z.enum(RETRY_OUTCOMES)).nullable(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Run' });

/** One recipient of a run in an answer. */
export const recipientAnswer = z
  .strictObject({
    email: z.string(),
    outcome: z.enum(OUTCOMES),
    reason: z.string().nullable(),
    cause: causeAnswer,
    at: instant.nullable(),
    mailId: z.string().nullable(),
    delivery: deliveryAnswer.nullable(),
  })
  .meta({ id: 'RecipientOutcome' });

/** What an answer shows beside the task and its run. */
interface BesideTask {
  finishesAt: Instant | null;
  finishesOn: string | null;
  stackHold: StackHold | null;
  listName: string | null;
  templateName: string | null;
}

/**
 * A task as the API shows it: its active run, else its latest. `stackHold`: the hold that `shown` is under
 * (`underHold`).
 */
export function viewTask(
  { task, run }: ShownTask,
  now: Instant,
  { finishesAt, finishesOn, stackHold, listName, templateName }: BesideTask,
): z.infer<typeof taskAnswer> {
  const status = taskStatus(task, run);
  const hasEnded = task.state !== 'live' && task.activeRunId === null;
  return {
    taskId: task.taskId,
    name: task.name,
    type: task.type,
    status,
    error: errorOf(task, run),
    hold: viewHold(holdOf(task, run, stackHold)),
    domain: task.domain,
    from: task.from,
    replyTo: task.replyTo,
    subject: task.subject,
    templateId: task.templateId,
    templateName,
    templateData: task.templateData,
    listId: firstListOf(task.lists),
    ...task.lists,
    listName,
    startAt: iso(task.startAt),
    intervalHours: task.intervalHours,
    recurrence: task.recurrence && viewRecurrence(task.recurrence),
    timeZone: task.timeZone,
    until: task.until && viewUntil(task.until),
    overlap: task.overlap,
    unsubscribe: task.unsubscribe,
    tracking: task.tracking,
    attachments: task.attachments.map(({ name, contentType, size }) => ({ name, contentType, size })),
    runId: run?.runId ?? null,
    progress: run === undefined && status === 'finished' ? 1 : progressOf(run),
    counts: countsOf(run),
    finishesAt: isoOrNull(finishesAt),
    finishesOn,
    nextOccurrences: upcomingOccurrences(task, now, SHOWN_OCCURRENCES),
    createdAt: iso(task.createdAt),
    updatedAt: iso(task.updatedAt),
    startedAt: isoOrNull(run?.startedAt ?? null),
    finishedAt: isoOrNull(run?.finishedAt ?? (hasEnded && run === undefined ? task.updatedAt : null)),
  };
}

const viewRecurrence = (rule: Recurrence) =>
  rule.every === 'week' ? { ...rule, on: rule.on.flatMap((day) => WEEK_DAYS[day - 1] ?? []) } : rule;

const viewUntil = (until: Until) => ('at' in until ? { at: iso(until.at) } : until);

/** A run as the API shows it. `pausedBy`: who paused its task. */
export function viewRun(
  stored: Run,
  { stackHold, pausedBy }: { stackHold: StackHold | null } & Pick<Task, 'pausedBy'>,
): z.infer<typeof runAnswer> {
  const run = runUnderHold(stored, stackHold);
  const { runId, taskId, status, reason, retryOf, retryOutcomes } = run;
  return {
    runId,
    taskId,
    status,
    reason,
    error: status === 'error' ? run.error : null,
    hold: viewHold(holdOfRun(run, { stackHold, pausedBy })),
    scheduledFor: iso(run.scheduledFor),
    progress: progressOf(run),
    counts: countsOf(run),
    retryOf,
    retryOutcomes,
    createdAt: iso(run.createdAt),
    startedAt: isoOrNull(run.startedAt),
    finishedAt: isoOrNull(run.finishedAt),
  };
}

export const viewHold = (held: Hold | null): z.infer<typeof hold> | null =>
  held && {
    ...held,
    since: isoOrNull(held.since),
    resumesAt: isoOrNull(held.resumesAt),
    advice: HOLDS[held.reason].advice,
  };

export const viewRecipient = ({ email, outcome, reason, at, mailId, delivery }: RecipientOutcome) => ({
  email,
  outcome,
  reason,
  cause: causeOf(outcome, reason),
  at: isoOrNull(at),
  mailId,
  delivery: viewDelivery(delivery),
});

/** A dry run as the API shows it. */
export const viewDryRun = ({ warnings: found, ...run }: DryRun): z.input<typeof dryRunAnswer> => ({
  ...run,
  warnings: found.map(viewWarning),
});

export const viewWarning = ({ code, domain }: TaskWarning): z.input<typeof newTaskAnswer>['warnings'][number] => ({
  code,
  params: { domain },
  message: `${domain} has no valid DMARC record, so Gmail and Yahoo may refuse bulk mail from it: see GET /v1/domains/${domain}`,
});
