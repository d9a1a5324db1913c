import type { ApiClient } from '../adapters/api/client.ts';
import type { TemplateSummary } from './answers.ts';
import { everyItem } from './lookup.ts';

/** What a task is called by: the first of these that it has. */
interface Titled {
  name: string | null;
  subject: string | null;
  templateId: string;
}

/** Tasks with something to call them by: what has neither name nor subject gets its template's subject, or name. */
export async function titled<Task extends Titled>(api: ApiClient, tasks: Task[]): Promise<Task[]> {
  const wanted = new Set(tasks.filter(isNameless).map(({ templateId }) => templateId));
  if (wanted.size === 0) return tasks;
  const titles = new Map<string, string>();
  for await (const { templateId, subject, name } of everyItem<TemplateSummary>(api, '/v1/templates')) {
    if (wanted.delete(templateId)) titles.set(templateId, subject ?? name);
    if (wanted.size === 0) break;
  }
  return tasks.map((task) => (isNameless(task) ? { ...task, subject: titles.get(task.templateId) ?? null } : task));
}

const isNameless = ({ name, subject }: Titled): boolean => name === null && subject === null;
