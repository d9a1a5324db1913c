import type { Task } from '../answers.ts';
import { reasonLines, reasonsOf } from '../run-ending.ts';
import type { Session } from '../session.ts';
import { facts } from '../table.ts';
import { titled } from '../titles.ts';
import { showTask } from './tasks.ts';

/** One task, and why somebody did not get it; or how it goes until its end. Answers the exit code. */
export async function showTaskWithReasons(
  session: Session,
  taskId: string,
  options: { watch?: boolean },
): Promise<number> {
  const code = await showTask(session, taskId, options);
  if (options.watch || session.json) return code;
  const api = await session.api();
  const task = await api.get<Task>('/v1/tasks/{id}', { params: { id: taskId } });
  const [named] = await titled(api, [task]);
  const title = named !== undefined && named.subject !== task.subject ? facts([['called', named.subject]]) : [];
  const reasons = await reasonsOf(api, task);
  session.show([...title, ...(reasons.length === 0 ? [] : ['', ...reasonLines(taskId, reasons)])], []);
  return code;
}
