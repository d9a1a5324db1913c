import { useQuery } from '@tanstack/react-query';
import type { Preview, Task, TaskContent } from './answers.ts';
import { api } from './client.ts';
import type { PreviewReader } from './templates.ts';

type Mailed = Pick<Task, 'templateId' | 'templateData' | 'timeZone'>;

/** The mail of a task, from its template as it is now, as one reader would get it. */
export const useTaskMail = (task: Mailed, reader: PreviewReader | null, isReady: boolean) =>
  useQuery({
    queryKey: ['templates', 'task-mail', task.templateId, task.templateData, reader],
    queryFn: ({ signal }) => {
      const body = { data: task.templateData, timeZone: task.timeZone, ...reader };
      return api((client) =>
        client.post<Preview>('/v1/templates/{id}/preview', body, { params: { id: task.templateId }, signal }),
      );
    },
    enabled: isReady,
    staleTime: 60_000,
  });

/** What a run of a task sends, or would send now; `runId` null before the first one. */
export const useTaskContent = (id: string, runId: string | null) =>
  useQuery({
    queryKey: ['tasks', id, 'content', runId],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<TaskContent>('/v1/tasks/{id}/content', {
          params: { id },
          query: { runId: runId ?? undefined },
          signal,
        }),
      ),
    // Frozen content stays; what is not frozen yet follows its template.
    staleTime: 10_000,
  });

/** The mail that is made of some content, as one reader would get it; without one, of its own values alone. */
export const useMailOf = (
  content: TaskContent | undefined,
  { timeZone }: Pick<Task, 'timeZone'>,
  reader: PreviewReader | null,
  isReady: boolean,
) =>
  useQuery({
    queryKey: ['templates', 'mail-of', content?.subject, content?.html, content?.text, content?.templateData, reader],
    queryFn: ({ signal }) => {
      const { subject, html, text, templateData } = content ?? {};
      const body = { subject, html, text, data: templateData, timeZone, ...reader };
      return api((client) => client.post<Preview>('/v1/templates/preview', body, { signal }));
    },
    enabled: isReady && content !== undefined,
    staleTime: 60_000,
  });
