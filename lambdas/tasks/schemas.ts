import * as z from 'zod';
import { MAX_MAILBOX_LENGTH } from '../../core/audience/address.ts';
import { MAX_LISTS } from '../../core/audience/list-choice.ts';
import { SAMPLE } from '../../core/forecast/dry-run.ts';
import { MAX_ATTACHMENT_NAME_LENGTH, MAX_MEDIA_TYPE_LENGTH, MEDIA_TYPE_FORM } from '../../core/mail/attachment.ts';
import {
  MAX_ATTACHMENTS,
  MAX_REASON_LENGTH,
  MAX_SUBJECT_BYTES,
  MAX_TEMPLATE_DATA_BYTES,
} from '../../core/mail/limits.ts';
import { MAX_NAME_LENGTH } from '../../core/names.ts';
import { MAX_RUN_ID_LENGTH, RETRY_OUTCOMES } from '../../core/runs/run.ts';
import { OUTCOMES } from '../../core/tasks/list-recipients.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';
import {
  MAX_INTERVAL_HOURS,
  MAX_OCCURRENCES,
  OVERLAPS,
  TASK_DEFAULTS,
  TASK_TYPES,
  type TaskType,
} from '../../core/tasks/task.ts';
import { MAX_TIME_ZONE_LENGTH } from '../../core/time-zone.ts';
import { address, id, pageQuery } from '../http/page.ts';
import { fault, hasNoControls } from '../http/text.ts';

/** Names of the week days in answers, Monday first. */
export const WEEK_DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const LONG_DAYS: readonly string[] = WEEK_DAYS;
const SHORT_DAYS = LONG_DAYS.map((day) => day.slice(0, 3));

/** `Name <address>` or an address. */
export const mailbox = z.string().min(1).max(MAX_MAILBOX_LENGTH);

/** One or several of them, separated by commas. */
export const replyTo = z
  .string()
  .min(1)
  .max(MAX_MAILBOX_LENGTH)
  .describe('Where answers go: 1 to 10 addresses, each with or without a name, separated by commas.');

/** ISO 8601, with or without seconds. */
const TIME_MESSAGE = 'must be a time with Z or an offset, such as 2027-01-05T09:00:00Z';
export const instantIn = z
  .string(TIME_MESSAGE)
  .transform(asRfc3339)
  .pipe(z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })], TIME_MESSAGE))
  .transform((text) => Date.parse(text))
  .refine((at) => Number.isFinite(at), 'must be a time that exists')
  .meta({ format: 'date-time' });

/** As most other libraries write it: small letters, and an offset of ISO 8601 without its colon. */
function asRfc3339(text: string): string {
  return text.toUpperCase().replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
}

const localTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time from 00:00 to 23:59, such as 09:00');

const oneOrMore = <T extends z.ZodType>(one: T, most: number) => z.union([one, z.array(one).min(1).max(most)]);

const DAY_MESSAGE = 'must be a week day: monday to sunday, mon to sun, or 1 (Monday) to 7';
const weekDay = z.union(
  [z.int().min(1).max(7), z.string().refine((text) => numberOfDay(text) > 0, DAY_MESSAGE)],
  DAY_MESSAGE,
);
const monthDay = z.int('must be a day of the month, 1 to 31').min(1).max(31);

/** 1 (Monday) to 7; 0 for what is no week day. */
const numberOfDay = (name: string): number => {
  const day = name.toLowerCase();
  return Math.max(LONG_DAYS.indexOf(day), SHORT_DAYS.indexOf(day)) + 1;
};

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

const recurrence = z.discriminatedUnion(
  'every',
  [
    z.strictObject({ every: z.literal('day'), at: localTime }),
    z
      .strictObject({ every: z.literal('week'), on: oneOrMore(weekDay, 7).nullish(), at: localTime })
      .transform(({ on, ...rule }) => ({
        ...rule,
        on: on == null ? null : listOf(on).map((day) => (typeof day === 'number' ? day : numberOfDay(day))),
      })),
    z
      .strictObject({ every: z.literal('month'), on: oneOrMore(monthDay, 31).nullish(), at: localTime })
      .transform(({ on, ...rule }) => ({ ...rule, on: on == null ? null : listOf(on) })),
  ],
  'must be "day", "week" or "month"',
);

const until = z.union(
  [z.strictObject({ at: instantIn }), z.strictObject({ occurrences: z.int().min(1).max(MAX_OCCURRENCES) })],
  'must be either {at: a time} or {occurrences: a number from 1}',
);

/** A file beside the text. */
export const attachment = z.strictObject({
  name: z.string().min(1).max(MAX_ATTACHMENT_NAME_LENGTH).refine(hasNoControls, 'must not contain control characters'),
  contentType: z
    .string()
    .max(MAX_MEDIA_TYPE_LENGTH)
    .regex(MEDIA_TYPE_FORM, 'must be a media type, such as application/pdf or text/csv; charset=utf-8')
    .nullish(),
  content: z
    .string()
    .transform((text) => text.replaceAll(/[\r\n\t ]/g, ''))
    .refine(isBase64, 'must be base64')
    .meta({ contentEncoding: 'base64' })
    .describe('In base64, with or without line ends.'),
});

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && Buffer.from(text, 'base64').toString('base64') === text;
}

const data = z.record(z.string(), z.unknown()).refine(
  (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_TEMPLATE_DATA_BYTES,
  fault(`must be at most ${MAX_TEMPLATE_DATA_BYTES / 1024} KB as JSON`, 'too-big', {
    max: MAX_TEMPLATE_DATA_BYTES,
    unit: 'bytes',
  }),
);

const fields = {
  name: z.string().min(1).max(MAX_NAME_LENGTH).refine(hasNoControls, 'must not contain control characters').nullable(),
  from: mailbox.describe('An address of a verified domain, with or without a name.'),
  replyTo: replyTo.nullable(),
  subject: z
    .string()
    .min(1)
    .refine(
      (text) => Buffer.byteLength(text) <= MAX_SUBJECT_BYTES,
      fault(`must be at most ${MAX_SUBJECT_BYTES} bytes`, 'too-big', { max: MAX_SUBJECT_BYTES, unit: 'bytes' }),
    )
    .refine(hasNoControls, 'must be one line')
    .nullable(),
  templateId: id,
  templateData: data,
  listId: id.describe('The list that is mailed; several are named by `listIds` in its place.'),
  listIds: z
    .array(id)
    .min(1)
    .max(MAX_LISTS)
    .describe(
      'The lists that are mailed, each address once; the data of the first list that has it win. In place of `listId`.',
    ),
  excludeListIds: z
    .array(id)
    .max(MAX_LISTS)
    .describe('Who is in one of these lists when the run begins is skipped, reason `excluded-list`.'),
  startAt: instantIn,
  intervalHours: z.int().min(1).max(MAX_INTERVAL_HOURS).nullable(),
  recurrence: recurrence.nullable(),
  timeZone: z.string().min(1).max(MAX_TIME_ZONE_LENGTH),
  until: until.nullable(),
  overlap: z.enum(OVERLAPS),
  unsubscribe: z.boolean(),
  tracking: z.boolean(),
  attachments: z.array(attachment).max(MAX_ATTACHMENTS),
};

const dryRunOf = (what: string) =>
  z.strictObject({
    dryRun: z
      .enum(['true', 'sample', 'false'])
      .default('false')
      .describe(
        `\`true\` ${what} nothing and returns how the task would go. \`sample\` looks at ${SAMPLE.toLocaleString('en-US')} recipients at most, and answers quickly for any list.`,
      ),
  });

export const newTaskQuery = dryRunOf('creates');

export const taskEditQuery = dryRunOf('changes');

export const newTaskBody = z.strictObject({
  ...fields,
  type: z
    .enum(TASK_TYPES)
    .optional()
    .describe(
      'By default: recurring with `recurrence` or `intervalHours`, timed with `startAt` alone, else immediate.',
    ),
  listId: fields.listId.optional(),
  listIds: fields.listIds.optional(),
  excludeListIds: fields.excludeListIds.default([]),
  name: fields.name.default(null),
  replyTo: fields.replyTo.default(null),
  subject: fields.subject.default(null),
  templateData: fields.templateData.default({}),
  startAt: fields.startAt.nullish().transform((at) => at ?? null),
  intervalHours: fields.intervalHours.default(null),
  recurrence: fields.recurrence.default(null),
  timeZone: fields.timeZone.default(TASK_DEFAULTS.timeZone),
  until: fields.until.default(null),
  overlap: fields.overlap.default(TASK_DEFAULTS.overlap),
  unsubscribe: fields.unsubscribe.default(TASK_DEFAULTS.unsubscribe),
  tracking: fields.tracking.default(TASK_DEFAULTS.tracking),
  attachments: fields.attachments.default([]),
});

/** The type of a new task that says none. */
export const typeOf = ({ type, startAt, intervalHours, recurrence }: z.output<typeof newTaskBody>): TaskType => {
  if (type !== undefined) return type;
  if (recurrence !== null || intervalHours !== null) return 'recurring';
  return startAt === null ? 'immediate' : 'timed';
};

export const taskEditBody = z.strictObject(fields).partial();

export const retryBody = z.strictObject({
  outcomes: z
    .array(z.enum(RETRY_OUTCOMES))
    .min(1)
    .max(RETRY_OUTCOMES.length)
    .describe('An unknown recipient whose delivery came to be known is `skipped`, reason `already-sent`.'),
});

const areStatuses = (words: string[]): boolean =>
  words.every((word) => TASK_STATUSES.some((status) => status === word));

export const tasksQuery = z.strictObject({
  ...pageQuery,
  status: z
    .string()
    .transform((text) => text.split(','))
    .refine(areStatuses, `must be one or several of ${TASK_STATUSES.join(', ')}, separated by commas`)
    .transform((words) => TASK_STATUSES.filter((status) => words.includes(status)))
    .meta({ type: 'string' })
    .optional(),
  type: z.enum(TASK_TYPES).optional(),
  listId: id.optional(),
  templateId: id.optional(),
  domain: z.string().min(1).max(253).toLowerCase().optional(),
  q: z
    .string()
    .min(2)
    .max(100)
    .optional()
    .describe('Only tasks with this in their name or subject, in letters of any case.'),
});

export const taskParams = z.strictObject({ id });

const runId = z.string().min(1).max(MAX_RUN_ID_LENGTH).optional().describe('By default, the run that the task shows.');

export const contentQuery = z.strictObject({ runId });

export const timelineQuery = z.strictObject({
  runId,
  after: z.string().min(1).optional().describe('The `next` of an earlier answer: only what closed since.'),
});

export const resultsQuery = z.strictObject({ runId });

export const recipientsQuery = z.strictObject({
  ...pageQuery,
  runId,
  outcome: z.enum(OUTCOMES).optional(),
  reason: z
    .string()
    .min(1)
    .max(MAX_REASON_LENGTH)
    .optional()
    .describe('Only those with this reason, or with this code before its colon: `missing-variable`.'),
  email: address.optional().describe('Only the recipient with this address; nobody while they have no outcome.'),
});
