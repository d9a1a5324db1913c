import { useQuery } from '@tanstack/react-query';
import type { Preview, Task } from './answers.ts';
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
