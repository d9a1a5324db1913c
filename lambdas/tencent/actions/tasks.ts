import * as z from 'zod';
import { parseMailbox } from '../../../core/audience/address.ts';
import { readList } from '../../../core/audience/list-store.ts';
import { membersPage } from '../../../core/audience/members.ts';
import { HOUR, type Instant, MINUTE } from '../../../core/clock.ts';
import { parseTemplate, type TemplateSource } from '../../../core/content/template-variables.ts';
import { FOOTER_LANGUAGES } from '../../../core/content/unsubscribe-footer.ts';
import { MAX_SUBJECT_BYTES } from '../../../core/mail/limits.ts';
import type { StackHold } from '../../../core/rate/stack-hold.ts';
import { countsOf } from '../../../core/runs/counts.ts';
import type { RunError } from '../../../core/runs/run.ts';
import { createTask } from '../../../core/tasks/create-task.ts';
import { listTasks } from '../../../core/tasks/list-tasks.ts';
import type { TaskPorts } from '../../../core/tasks/ports.ts';
import type { ShownTask } from '../../../core/tasks/shown-task.ts';
import { errorOf, type TaskStatus, taskStatus } from '../../../core/tasks/status.ts';
import { MAX_INTERVAL_HOURS, TASK_DEFAULTS, type Task, type TaskType } from '../../../core/tasks/task.ts';
import type { TaskInput } from '../../../core/tasks/task-input.ts';
import { type Action, action, idNumber } from '../action.ts';
import { attachmentsIn, attachmentsSchema } from '../attachments.ts';
import { objectIn } from '../contents.ts';
import { inTheirWords, Refusal } from '../errors.ts';
import { limitField, offsetField, pageByOffset, placeOf } from '../paging.ts';
import { timeIn, timeText } from '../times.ts';
import { optionIn } from '../unsubscribe-option.ts';

const START_TOLERANCE = MINUTE;
const MOST_TASKS = 2_000;
/** Members whose data are looked at for the variables of a template. */
const MEMBERS_LOOKED_AT = 100;
const TYPES: Readonly<Record<number, TaskType>> = { 1: 'immediate', 2: 'timed', 3: 'recurring' };
const TYPE_NUMBERS: Readonly<Record<TaskType, number>> = { immediate: 1, timed: 2, recurring: 3 };

/** What each status is there; several of ours are one of theirs. */
const STATUS_NUMBERS: Readonly<Record<TaskStatus, number>> = {
  waiting: 1,
  preparing: 5,
  sending: 5,
  paused: 6,
  error: 7,
  finished: 10,
  cancelled: 10,
};
/** Hours between the runs of a task that goes by the calendar. */
const CALENDAR_HOURS = { day: 24, week: 168, month: 720 } as const;

export interface TencentTaskPorts extends TaskPorts {
  quotaDayOffsetMinutes: number;
  stackHold(): Promise<StackHold | null>;
  /** The option for calls that name none, by sender address; null when there is none. */
  unsubscribeOption(address: string): Promise<number | null>;
}

const template = z.strictObject({ TemplateID: idNumber(), TemplateData: z.string() });
const batch = z.strictObject({
  FromEmailAddress: z.string().optional(),
  ReceiverId: idNumber().optional(),
  Subject: z.string().optional(),
  TaskType: z.int().optional(),
  ReplyToAddresses: z.string().optional(),
  Template: template.optional(),
  Simple: z.strictObject({ Html: z.string().optional(), Text: z.string().optional() }).optional(),
  Attachments: attachmentsSchema.optional(),
  CycleParam: z
    .strictObject({
      BeginTime: z.string().optional(),
      IntervalTime: z.int().optional(),
      TermCycle: z.int().optional(),
    })
    .optional(),
  TimedParam: z.strictObject({ BeginTime: z.string().optional() }).optional(),
  Unsubscribe: z.string().optional(),
  ADLocation: z.int().min(0).max(2).optional(),
});
type Batch = z.output<typeof batch>;

/** Calls about tasks. What exceeds today's quota is no error: the task pauses, and goes on by itself. */
export const taskActions = (ports: TencentTaskPorts): Action[] => [
  action({
    name: 'BatchSendEmail',
    role: 'sender',
    isRepeated: true,
    schema: batch,
    handle: async (input) => {
      const task = await inTheirWords(
        {
          'list-empty': 'OperationDenied.ReceiverStatusError',
          'domain-not-verified': 'OperationDenied.SendAddressStatusError',
          'mail-too-large': 'FailedOperation.EmailContentToolarge',
        },
        async () => createTask(await taskIn(ports, input), ports),
      );
      return { TaskId: Number(task.taskId) };
    },
  }),
  action({
    name: 'ListSendTasks',
    role: 'viewer',
    schema: z.strictObject({
      Offset: offsetField(),
      Limit: limitField(),
      Status: z.int().optional(),
      ReceiverId: idNumber().optional(),
      TaskType: z.int().optional(),
    }),
    handle: async ({ Status, ReceiverId, TaskType, ...place }) => {
      const hold = await ports.stackHold();
      const filter = {
        status: Status === undefined ? undefined : statusesOf(Status),
        listId: ReceiverId === undefined ? undefined : String(ReceiverId),
        type: TaskType === undefined ? undefined : typeIn(TaskType),
      };
      const read = async ({ limit, after }: { limit: number; after: { before?: string } | null }) => {
        const { tasks, next } = await listTasks(ports.tables, filter, { limit, before: after?.before ?? null }, hold);
        return { rows: tasks, next: next === null ? null : { before: next } };
      };
      const { rows, total } = await pageByOffset(read as never, placeOf(place), MOST_TASKS);
      return { TotalCount: total, Data: await viewsOf(ports, rows as ShownTask[]) };
    },
  }),
];

const statusesOf = (wanted: number): TaskStatus[] =>
  (Object.keys(STATUS_NUMBERS) as TaskStatus[]).filter((status) => STATUS_NUMBERS[status] === wanted);

function typeIn(number: number): TaskType {
  const type = TYPES[number];
  if (type === undefined) throw new Refusal('InvalidParameterValue', 'TaskType must be 1, 2 or 3');
  return type;
}

/** The checks come in the vendor's order: the first that fails is the answer. */
async function taskIn(ports: TencentTaskPorts, input: Batch): Promise<TaskInput> {
  const { FromEmailAddress: from, ReceiverId, Subject, Template, TaskType } = input;
  if (!from || ReceiverId === undefined || TaskType === undefined || Template === undefined || Subject === undefined) {
    const message = 'FromEmailAddress, ReceiverId, Subject, TaskType and Template are required';
    throw new Refusal('MissingParameter.SendParamNecessary', message);
  }
  const type = typeIn(TaskType);
  checkSubjectLength(Subject);
  const schedule = scheduleIn(ports, type, input);
  const mailbox = await verifiedSender(ports, from);
  const source = await ports.references.template(String(Template.TemplateID));
  if (!source) throw new Refusal('OperationDenied.TemplateStatusError', `there is no template ${Template.TemplateID}`);
  const listId = String(ReceiverId);
  const list = await ports.references.list(listId);
  if (list === undefined) throw new Refusal('OperationDenied.ReceiverNotExist', `there is no list ${listId}`);
  const data = objectIn(Template.TemplateData || '{}');
  if (data === null)
    throw new Refusal('InvalidParameterValue.TemplateDataError', 'Template.TemplateData must be a JSON object');
  const subject = withMark(Subject, input.ADLocation ?? 0);
  await checkVariables(ports, { listId, subject, source, data });
  const option = await optionIn(ports, input.Unsubscribe, mailbox.address);
  return {
    ...TASK_DEFAULTS,
    ...schedule,
    name: null,
    type,
    from,
    replyTo: input.ReplyToAddresses || null,
    subject,
    templateId: String(Template.TemplateID),
    templateData: data,
    listId,
    recurrence: null,
    until: null,
    unsubscribe: option !== 0,
    footer: option === null ? null : (FOOTER_LANGUAGES[option - 1] ?? null),
    attachments: attachmentsIn(input.Attachments),
  };
}

function checkSubjectLength(subject: string): void {
  const bytes = Buffer.byteLength(subject);
  if (bytes > 0 && bytes <= MAX_SUBJECT_BYTES) return;
  const message = `Subject must have 1 to ${MAX_SUBJECT_BYTES} bytes, and has ${bytes}`;
  throw new Refusal('InvalidParameterValue.SubjectLengthError', message);
}

function scheduleIn(
  ports: TencentTaskPorts,
  type: TaskType,
  { TimedParam, CycleParam }: Batch,
): { startAt: Instant | null; intervalHours: number | null } {
  if (type === 'immediate') return { startAt: null, intervalHours: null };
  if (type === 'timed') {
    if (!TimedParam?.BeginTime) {
      throw new Refusal('MissingParameter.TimedParamNecessary', 'TimedParam.BeginTime is required with TaskType 2');
    }
    return { startAt: startIn(ports, 'TimedParam.BeginTime', TimedParam.BeginTime), intervalHours: null };
  }
  const { BeginTime, IntervalTime = 0 } = CycleParam ?? {};
  if (!BeginTime || IntervalTime < 1) {
    const message = 'CycleParam.BeginTime and CycleParam.IntervalTime (hours, 1 and more) are required with TaskType 3';
    throw new Refusal('MissingParameter.CycleParamNecessary', message);
  }
  if (IntervalTime > MAX_INTERVAL_HOURS) {
    const message = `CycleParam.IntervalTime must be at most ${MAX_INTERVAL_HOURS} hours`;
    throw new Refusal('InvalidParameterValue', message);
  }
  return { startAt: startIn(ports, 'CycleParam.BeginTime', BeginTime), intervalHours: IntervalTime };
}

const MAX_AHEAD = 366 * 24 * HOUR;

function startIn(
  { clock, quotaDayOffsetMinutes }: Pick<TencentTaskPorts, 'clock' | 'quotaDayOffsetMinutes'>,
  field: string,
  text: string,
): Instant {
  const at = timeIn(text, quotaDayOffsetMinutes);
  if (at === null) throw new Refusal('InvalidParameterValue', `${field} must be a time such as 2027-01-05 09:00:00`);
  const now = clock.now();
  if (at > now + MAX_AHEAD) throw new Refusal('InvalidParameterValue', `${field} must be at most 366 days ahead`);
  if (at >= now - START_TOLERANCE) return at;
  const message = `${field} must not be in the past; it is ${timeText(now, quotaDayOffsetMinutes)} here`;
  throw new Refusal('InvalidParameterValue.BeginTimeBeforeNow', message);
}

async function verifiedSender({ references }: Pick<TencentTaskPorts, 'references'>, from: string) {
  const mailbox = parseMailbox(from);
  const domain = mailbox && (await references.domain(mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1)));
  if (mailbox && domain?.status === 'verified') return mailbox;
  const message = 'FromEmailAddress must be an address of a verified domain, or a name and one: Name <a@b.c>';
  throw new Refusal('OperationDenied.SendAddressStatusError', message);
}

const withMark = (subject: string, location: number): string => {
  if (location === 1) return `(AD) ${subject}`;
  return location === 2 ? `${subject} (AD)` : subject;
};

/** A variable that neither the call has nor every one of the first members: some would not be mailed. */
async function checkVariables(
  { tables }: Pick<TencentTaskPorts, 'tables'>,
  {
    listId,
    subject,
    source,
    data,
  }: { listId: string; subject: string; source: TemplateSource; data: Record<string, unknown> },
): Promise<void> {
  const parsed = parseTemplate({ subject, html: source.html, text: source.text });
  if (!parsed.ok) {
    const [error] = parsed.errors;
    throw new Refusal('InvalidParameterValue.EmailContentIsWrong', `Subject ${error?.message ?? 'is not Liquid'}`);
  }
  const asked = parsed.variables.filter((name) => !(name in data));
  if (asked.length === 0) return;
  const { members } = await membersPage(tables, listId, { limit: MEMBERS_LOOKED_AT, after: null });
  const missing = asked.find((name) => members.some((member) => member.data?.[name] === undefined));
  if (missing === undefined) return;
  const message = `the template needs ${JSON.stringify(missing)}, which neither Template.TemplateData nor every recipient has`;
  throw new Refusal('InvalidParameterValue.TemplateNotMatchData', message);
}

async function viewsOf(ports: TencentTaskPorts, shown: ShownTask[]): Promise<Record<string, unknown>[]> {
  const lists = [...new Set(shown.map(({ task }) => firstListOf(task)))];
  const names = new Map(
    await Promise.all(lists.map(async (id) => [id, (await readList(ports.tables, id))?.name ?? ''] as const)),
  );
  return shown.map((one) => viewOf(ports, one, names.get(firstListOf(one.task)) ?? ''));
}

const firstListOf = ({ lists }: Task): string => lists.listIds[0] ?? '';

function viewOf({ quotaDayOffsetMinutes: offset }: TencentTaskPorts, { task, run }: ShownTask, listName: string) {
  const { requested, sent, cached } = countsOf(run);
  return {
    TaskId: Number(task.taskId),
    FromEmailAddress: task.from,
    ReceiverId: Number(firstListOf(task)),
    ReceiversName: listName,
    TaskStatus: STATUS_NUMBERS[taskStatus(task, run)],
    TaskType: TYPE_NUMBERS[task.type],
    RequestCount: requested,
    SendCount: sent,
    CacheCount: cached,
    CreateTime: timeText(task.createdAt, offset),
    UpdateTime: timeText(task.updatedAt, offset),
    Subject: task.subject ?? '',
    Template: { TemplateID: Number(task.templateId), TemplateData: JSON.stringify(task.templateData) },
    TimedParam: task.type === 'timed' ? { BeginTime: timeText(task.startAt, offset) } : null,
    CycleParam: task.type === 'recurring' ? cycleOf(task, offset) : null,
    ErrMsg: faultOf(task, run),
  };
}

const cycleOf = ({ startAt, intervalHours, recurrence, state }: Task, offset: number) => ({
  BeginTime: timeText(startAt, offset),
  IntervalTime: intervalHours ?? (recurrence === null ? 0 : CALENDAR_HOURS[recurrence.every]),
  TermCycle: state === 'live' ? 0 : 1,
});

const FAULTS: Readonly<Record<RunError, string>> = {
  'domain-not-verified': 'the sending domain is not verified any more',
  'list-missing': 'the list was deleted before the start',
  'mail-too-large': 'the mail is larger than 10 MB',
  'sending-disabled': 'the account may not send',
  'template-missing': 'the template was deleted before the start',
  'too-many-recipients': 'the lists have too many recipients together',
};

/** Programs take any text for a failure, so that a pause has none. */
function faultOf(task: Task, run: ShownTask['run']): string {
  if (task.state === 'cancelled') return 'cancelled';
  const error = errorOf(task, run);
  return error === null ? '' : `${error}: ${FAULTS[error]}`;
}
