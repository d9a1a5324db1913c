import Spinner from '@cloudscape-design/components/spinner';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import type { Task } from '../../api/answers.ts';
import { productNow } from '../../api/product-clock.ts';
import { useTask } from '../../api/task.ts';
import { copyOf, emptyForm, formOf, TYPES, wallTime } from '../../logic/task-form.ts';
import { mayEdit } from '../../logic/task-state.ts';
import { NoSuchTask } from '../../parts/no-such-task.tsx';
import { Failed } from '../../parts/problem.tsx';
import { Begun } from './begun.tsx';
import { TaskForm } from './form.tsx';

const DAY = 86_400_000;
const text = z.catch(z.optional(z.string()), undefined);

export const newTaskSearch = z.object({
  type: z.catch(z.optional(z.enum(TYPES)), undefined),
  copy: text,
  list: text,
  template: text,
});

/** A new task: an empty one, one for a list or with a template, or a copy of another. */
export function NewTaskPage() {
  const { copy, ...given } = useSearch({ from: '/signed-in/tasks/new' });
  if (copy !== undefined) return <Copy key={copy} taskId={copy} />;
  return <Empty key={Object.values(given).join(' ')} {...given} />;
}

const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const tomorrowIn = (zone: string): string => wallTime(productNow() + DAY, zone).date;

function Empty({ type = 'immediate', list, template }: Omit<z.infer<typeof newTaskSearch>, 'copy'>) {
  const [begin] = useState(() => ({
    ...emptyForm(zoneHere(), tomorrowIn(zoneHere())),
    type,
    listIds: list === undefined ? [] : [list],
    templateId: template ?? null,
  }));
  return <TaskForm begin={begin} taskId={null} />;
}

function Copy({ taskId }: { taskId: string }) {
  const { data, error, refetch } = useTask(taskId);
  if (isGone(error)) return <NoSuchTask taskId={taskId} />;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner size="large" />;
  return <TaskForm begin={copyOf(data, zoneHere(), tomorrowIn(zoneHere()))} taskId={null} />;
}

const isGone = (error: Error | null): boolean => error instanceof ApiProblem && error.status === 404;

/** A task to be changed: whole until it begins, its name afterwards. */
export function EditTaskPage() {
  const { taskId } = useParams({ from: '/signed-in/tasks/$taskId/edit' });
  return <Edit key={taskId} taskId={taskId} />;
}

function Edit({ taskId }: { taskId: string }) {
  const { data, error, refetch } = useTask(taskId);
  // What is typed stays on the page when the task begins, or is changed by somebody else.
  const [opened, setOpened] = useState<Task | null>(null);
  if (isGone(error)) return <NoSuchTask taskId={taskId} />;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner size="large" />;
  if (opened === null && mayEdit(data)) setOpened(data);
  if (opened === null) return <Begun task={data} />;
  return <TaskForm begin={formOf(opened)} taskId={taskId} attached={opened.attachments} now={data} />;
}
