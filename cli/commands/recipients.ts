import type { Recipient, Task } from '../answers.ts';
import { everyItem } from '../lookup.ts';
import { nameOf } from '../progress.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { count } from '../text.ts';
import { titled } from '../titles.ts';
import { watchTask } from './tasks.ts';

export interface RecipientsOptions {
  outcome?: string;
  run?: string;
  address?: string;
  limit: number;
}

export interface RetryOptions {
  outcome?: string[];
  watch?: boolean;
}

const EMAIL_MAX = 40;

/** Who got a task, who did not, and why. */
export async function showRecipients(session: Session, taskId: string, options: RecipientsOptions): Promise<void> {
  const { outcome, run, address, limit } = options;
  const api = await session.api();
  const query = { ...(outcome && { outcome }), ...(run && { runId: run }), ...(address && { email: address }) };
  const shown: Recipient[] = [];
  let isPart = false;
  for await (const each of everyItem<Recipient>(api, '/v1/tasks/{id}/recipients', { params: { id: taskId }, query })) {
    isPart = shown.length === limit;
    if (isPart) break;
    shown.push(each);
  }
  const lines = table<Recipient>(
    shown,
    [
      { title: 'EMAIL', of: ({ email }) => email, most: EMAIL_MAX },
      { title: 'OUTCOME', of: (each) => each.outcome, tone: (each) => each.outcome },
      { title: 'THEN', of: ({ delivery }) => delivery?.status ?? '' },
      { title: 'WHY', of: ({ reason }) => reason ?? '' },
    ],
    session,
  );
  const more = isPart ? [`these are the first ${count(limit)}: --limit shows more`] : [];
  session.show(shown.length === 0 ? ['No recipients with an outcome.'] : [...lines, ...more], shown);
}

/** Deletes a task that is over, after a question. Answers the exit code. */
export async function deleteTask(session: Session, taskId: string, options: { yes?: boolean }): Promise<number> {
  if (!(await session.confirmed(`Delete the task ${taskId}, and who got what?`, options))) return 0;
  const api = await session.api();
  await api.delete('/v1/tasks/{id}', { params: { id: taskId } });
  session.show([`task ${taskId} is deleted`], [{ deleted: taskId }]);
  return 0;
}

/** Sends a task again to those who did not get it. Answers the exit code. */
export async function retryTask(
  session: Session,
  taskId: string,
  { outcome = ['failed'], watch = false }: RetryOptions,
): Promise<number> {
  const api = await session.api();
  const task = await api.post<Task>('/v1/tasks/{id}/retry', { outcomes: outcome }, { params: { id: taskId } });
  const [named = task] = await titled(api, [task]);
  session.show(
    [`${nameOf({ ...named, rate: 0 })} is ${task.status}: once more to those who ${wordsOf(outcome)}`],
    [task],
  );
  return watch ? await watchTask(session, taskId) : 0;
}

const wordsOf = (outcomes: string[]): string =>
  outcomes.map((each) => (each === 'failed' ? 'failed' : `are ${each}`)).join(' or ');
