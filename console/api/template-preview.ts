import { useQuery } from '@tanstack/react-query';
import type { Preview } from './answers.ts';
import { api } from './client.ts';

/** A stored template, filled with these values. */
export const useTemplatePreview = (id: string, data: Record<string, unknown>) =>
  useQuery({
    queryKey: ['templates', id, 'preview', data],
    queryFn: ({ signal }) =>
      api((client) => client.post<Preview>('/v1/templates/{id}/preview', { data }, { params: { id }, signal })),
  });
