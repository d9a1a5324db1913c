import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import { productNow } from '../../api/product-clock.ts';
import { useTask } from '../../api/task.ts';
import { copyOf, emptyForm, formOf, wallTime } from '../../logic/task-form.ts';
import { mayEdit } from '../../logic/task-state.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { TaskForm } from './form.tsx';

const DAY = 86_400_000;
const text = z.catch(z.optional(z.string()), undefined);

export const newTaskSearch = z.object({ copy: text, list: text, template: text });

/** A new task: an empty one, one for a list or with a template, or a copy of another. */
export function NewTaskPage() {
  const { copy, list, template } = useSearch({ from: '/signed-in/tasks/new' });
  if (copy !== undefined) return <Copy key={copy} taskId={copy} />;
  return <Empty key={`${list} ${template}`} list={list} template={template} />;
}

const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const tomorrowIn = (zone: string): string => wallTime(productNow() + DAY, zone).date;

function Empty({ list, template }: { list: string | undefined; template: string | undefined }) {
  const [begin] = useState(() => ({
    ...emptyForm(zoneHere(), tomorrowIn(zoneHere())),
    listIds: list === undefined ? [] : [list],
    templateId: template ?? null,
  }));
  return <TaskForm begin={begin} taskId={null} />;
}

function Copy({ taskId }: { taskId: string }) {
  const { data, error, refetch } = useTask(taskId);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner size="large" />;
  return <TaskForm begin={copyOf(data, zoneHere(), tomorrowIn(zoneHere()))} taskId={null} />;
}

/** A task that has not begun, to be changed. */
export function EditTaskPage() {
  const { taskId } = useParams({ from: '/signed-in/tasks/$taskId/edit' });
  return <Edit key={taskId} taskId={taskId} />;
}

function Edit({ taskId }: { taskId: string }) {
  const { taskForm: words } = useWords();
  const { data, error, refetch } = useTask(taskId);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner size="large" />;
  if (!mayEdit(data)) {
    return (
      <Alert type="info" action={<Button href={`/console/tasks/${taskId}`}>{words.toTask}</Button>}>
        {words.mayNotEdit}
      </Alert>
    );
  }
  return <TaskForm begin={formOf(data)} taskId={taskId} />;
}
