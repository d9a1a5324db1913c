import type { ListChoice } from '../audience/list-choice.ts';
import type { Instant } from '../clock.ts';
import type { AttachmentRef } from '../mail/attachment.ts';
import { invalidField, Problem } from '../problems.ts';
import { runRow, updateRun } from '../runs/run-store.ts';
import type { Write } from '../tables.ts';
import { changeTask, wrongStatus } from './change-task.ts';
import { checkFrom, checkReplyTo, checkSize, checkSubject, checkTemplate, storeAttachments } from './check-settings.ts';
import { planSchedule } from './plan-schedule.ts';
import type { TaskPorts } from './ports.ts';
import { nextOccurrence, type Schedule } from './schedule.ts';
import { scheduleTask, unscheduleTask } from './schedule-task.ts';
import type { ShownTask } from './shown-task.ts';
import { activeRun, editable, type TaskStatus } from './status.ts';
import type { Task } from './task.ts';
import type { ScheduleInput, TaskEdit } from './task-input.ts';
import { checkLists, listsAfter } from './task-lists.ts';

const SCHEDULE_FIELDS = ['startAt', 'intervalHours', 'recurrence', 'timeZone', 'until'] as const;

/**
 * Changes a task that has not started, or the name of one that has. Changes are checked as in a new task. A new
 * schedule counts from now on; handled occurrences still count against `until`. Throws a `Problem`.
 */
export const editTask = async (taskId: string, edit: TaskEdit, ports: TaskPorts): Promise<ShownTask> => {
  let stored: AttachmentRef[] | undefined;
  return await changeTask(taskId, ports, async ({ task, run, status }, now) => {
    const names = Object.entries(edit).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const extent = editable(task, run);
    if (extent === 'none') throw wrongStatus(status, 'edited');
    if (extent === 'name' && names.some((name) => name !== 'name')) throw onlyName(status);
    if (names.length === 0) return null;
    if (names.every((name) => name === 'name')) return { task: { name: edit.name }, writes: [] };

    const edited = await changesOf({ task, run }, edit, now, ports);
    if (edit.attachments && !stored) stored = await storeAttachments(edit.attachments, ports);
    const changes: Partial<Task> = {
      ...edited,
      ...(stored ? { attachments: stored } : {}),
      edition: task.edition + 1,
    };
    const writes: Write[] = [];
    const active = activeRun(task, run);
    if (active) {
      const { domain, lists } = edited;
      // A run that could not be frozen yet takes the task's new settings.
      writes.push(
        updateRun(
          active,
          { domain, lists },
          { when: [runRow.is('status', '=', active.status), runRow.missing('snapshot')] },
        ),
      );
    }
    const isMoved = edited.dueAt !== undefined && edited.dueAt !== task.dueAt;
    const afterwards = async (changed: ShownTask) => {
      if (!isMoved) return;
      await unscheduleTask(task, ports);
      await scheduleTask(changed.task, ports);
    };
    return { task: changes, writes, afterwards };
  });
};

/** The refusal to change more of a task that has begun. */
export const onlyName = (status: TaskStatus): Problem =>
  new Problem('wrong-status', `only the name of a task that is ${status} can be edited`);

/**
 * What an edit makes of the fields of a task that has not started, but for its attachments, which are only checked.
 * Throws a `Problem`.
 */
export async function changesOf(
  { task, run }: ShownTask,
  edit: TaskEdit,
  now: Instant,
  ports: Pick<TaskPorts, 'references' | 'clock' | 'composer'>,
): Promise<Partial<Task> & Pick<Task, 'domain' | 'lists'>> {
  const lists = listsAfter(edit, task.lists) ?? task.lists;
  const domain = await checkEdit(task, edit, lists, ports);
  const schedule = editSchedule(task, edit, activeRun(task, run) !== undefined, now);
  const { recurrence: _recurrence, startAt: _startAt, attachments: _attachments, ...others } = edit;
  const { listId: _listId, listIds: _listIds, excludeListIds: _excludeListIds, ...fields } = others;
  return { ...withoutUndefined(fields), ...schedule, domain, lists };
}

/** Checks the edited fields, together with the unchanged ones. Returns the domain that the task then sends from. */
async function checkEdit(
  task: Task,
  edit: TaskEdit,
  lists: ListChoice,
  ports: Pick<TaskPorts, 'references' | 'clock' | 'composer'>,
): Promise<string> {
  const domain = edit.from === undefined ? task.domain : await checkFrom(edit.from, ports);
  if (edit.replyTo !== undefined) checkReplyTo(edit.replyTo);
  if (lists !== task.lists) await checkLists(lists, { listId: edit.listId, type: task.type }, ports);
  const isContentEdited = [edit.templateId, edit.subject, edit.attachments].some((value) => value !== undefined);
  if (!isContentEdited) return domain;
  const template = await checkTemplate(edit.templateId ?? task.templateId, ports);
  const subject = edit.subject === undefined ? task.subject : edit.subject;
  checkSubject(subject, template);
  if (edit.attachments) await checkSize({ from: edit.from ?? task.from, subject, template }, edit.attachments, ports);
  return domain;
}

/** The new schedule and its next occurrence, or nothing when the schedule stays. */
function editSchedule(task: Task, edit: TaskEdit, hasActiveRun: boolean, now: Instant): Partial<Schedule & Task> {
  if (SCHEDULE_FIELDS.every((name) => edit[name] === undefined)) return {};
  if (task.type !== 'recurring' && hasActiveRun) {
    throw new Problem('wrong-status', 'the only occurrence of the task has begun: its schedule cannot be edited');
  }
  const schedule = planSchedule(task.type, mergeSchedule(task, edit), now, task.startAt);
  if (task.type === 'immediate') return { ...schedule, startAt: task.startAt };
  const isNewStart = schedule.startAt !== task.startAt;
  const after = isNewStart ? Math.min(now, schedule.startAt - 1) : now;
  const dueAt = nextOccurrence(schedule, after, task.occurrences) ?? (task.type === 'recurring' ? null : task.dueAt);
  if (dueAt === null && !hasActiveRun)
    throw invalidField('/until', 'must leave at least one occurrence', 'too-small', { min: 1, unit: 'occurrences' });
  return { ...schedule, dueAt };
}

/** An interval takes the place of a calendar rule, and the other way round. */
function mergeSchedule(task: Task, edit: TaskEdit): ScheduleInput {
  const replacesRule = edit.intervalHours != null && edit.recurrence === undefined;
  const replacesInterval = edit.recurrence != null && edit.intervalHours === undefined;
  return {
    startAt: task.type === 'immediate' ? (edit.startAt ?? null) : (edit.startAt ?? task.startAt),
    intervalHours: replacesInterval ? null : edit.intervalHours === undefined ? task.intervalHours : edit.intervalHours,
    recurrence: replacesRule ? null : edit.recurrence === undefined ? task.recurrence : edit.recurrence,
    timeZone: edit.timeZone ?? task.timeZone,
    until: edit.until === undefined ? task.until : edit.until,
  };
}

const withoutUndefined = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
