import { useQuery } from '@tanstack/react-query';
import type { List, Page, Task, TemplateSummary } from './answers.ts';
import { api } from './client.ts';

/** Of each kind, the newest. */
const MOST = 5;
const SHORTEST = 2;

/** What has a text in its name. */
export interface Named {
  tasks: Task[];
  lists: List[];
  templates: TemplateSummary[];
}

/** Tasks, lists and templates by a part of their names; nothing is asked for less than two letters. */
export const useNamed = (q: string) =>
  useQuery({
    queryKey: ['named', q],
    queryFn: async ({ signal }): Promise<Named> => {
      const options = { query: { q, limit: MOST }, signal };
      const [tasks, lists, templates] = await Promise.all([
        api((client) => client.get<Page<Task>>('/v1/tasks', options)),
        api((client) => client.get<Page<List>>('/v1/lists', options)),
        api((client) => client.get<Page<TemplateSummary>>('/v1/templates', options)),
      ]);
      return { tasks: tasks.items, lists: lists.items, templates: templates.items };
    },
    enabled: q.length >= SHORTEST,
    staleTime: 10_000,
  });
