import type { ListChoice } from '../audience/list-choice.ts';
import type { Instant } from '../clock.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import { newId } from '../ids.ts';
import { AGAIN, tries } from '../tries.ts';
import { checkFrom, checkReplyTo, checkSize, checkSubject, checkTemplate, storeAttachments } from './check-settings.ts';
import { planSchedule } from './plan-schedule.ts';
import type { TaskPorts } from './ports.ts';
import { firstOccurrence, type Schedule } from './schedule.ts';
import { scheduleTask } from './schedule-task.ts';
import type { Task } from './task.ts';
import type { TaskInput } from './task-input.ts';
import { checkLists, listsIn } from './task-lists.ts';
import { newTaskWrite } from './task-store.ts';

/** Ids that two requests of one millisecond may have drawn alike. */
const TRIES = 8;

/** Checks all fields and references of a new task. Throws a `Problem` that names the field. */
export async function checkTask(
  input: TaskInput,
  now: Instant,
  ports: Pick<TaskPorts, 'references' | 'clock' | 'composer'>,
): Promise<{ domain: string; template: TemplateSource; lists: ListChoice; schedule: Schedule }> {
  const domain = await checkFrom(input.from, ports);
  checkReplyTo(input.replyTo);
  const template = await checkTemplate(input.templateId, ports);
  const lists = listsIn(input);
  await checkLists(lists, input, ports);
  const schedule = planSchedule(input.type, input, now);
  checkSubject(input.subject, template);
  await checkSize({ from: input.from, subject: input.subject, template }, input.attachments, ports);
  return { domain, template, lists, schedule };
}

/**
 * Records a task and starts it: an immediate one now, any other one by its first schedule. Throws a `Problem` that
 * names the field.
 */
export async function createTask(input: TaskInput, ports: TaskPorts): Promise<Task> {
  const now = ports.clock.now();
  const { domain, lists, schedule } = await checkTask(input, now, ports);
  const { listId: _listId, listIds: _listIds, excludeListIds: _excludeListIds, ...settings } = input;
  const attachments = await storeAttachments(input.attachments, ports);

  return await tries(TRIES, 'a new task', async () => {
    const task: Task = {
      ...settings,
      ...schedule,
      lists,
      attachments,
      taskId: newId(now, ports.random),
      domain,
      edition: 1,
      revision: 1,
      state: 'live',
      pausedAt: null,
      pausedBy: null,
      dueAt: firstOccurrence(schedule),
      occurrences: 0,
      queuedFor: null,
      activeRunId: null,
      runId: null,
      createdAt: now,
      updatedAt: now,
    };
    const stored = await ports.tables.write(newTaskWrite(task));
    if (!stored.ok) return AGAIN;
    ports.log.info('task-created', { taskId: task.taskId, type: task.type, domain });
    await scheduleTask(task, ports);
    return task;
  });
}
