import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Design } from '../logic/design.ts';
import type { Page, Preview, Template, TemplateSummary } from './answers.ts';
import { api } from './client.ts';

const TEMPLATES = 'templates';
/** Most that the API answers at once. */
const MOST = 100;

/** What a user writes. A part that is empty is not there. */
export interface TemplateContent {
  name: string;
  subject: string;
  html: string;
  text: string;
  /** What the HTML was made of, if by the visual editor. */
  design: Design | null;
}

/** Whose data fill a preview: a recipient's, and what else is given by hand. */
export interface PreviewReader {
  listId: string;
  email: string;
}

/** A page of the templates, newest first. */
export const useTemplates = ({ cursor, limit = MOST }: { cursor?: string | undefined; limit?: number } = {}) =>
  useQuery({
    queryKey: [TEMPLATES, 'page', cursor, limit],
    queryFn: ({ signal }) =>
      api((client) => client.get<Page<TemplateSummary>>('/v1/templates', { query: { cursor, limit }, signal })),
    placeholderData: keepPreviousData,
  });

const readTemplate = (id: string, signal?: AbortSignal): Promise<Template> =>
  api((client) => client.get<Template>('/v1/templates/{id}', { params: { id }, ...(signal && { signal }) }));

/** A template that the user edits is read when they come, and not again under their hands. */
export const useTemplate = (templateId: string) =>
  useQuery({
    queryKey: [TEMPLATES, 'one', templateId],
    queryFn: ({ signal }) => readTemplate(templateId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** The template as it is stored now, for instance after somebody else changed it. */
export const useReadTemplate = () => useMutation({ mutationFn: (templateId: string) => readTemplate(templateId) });

/** What a mail is made of. */
export type TemplateParts = Pick<TemplateContent, 'subject' | 'html' | 'text'>;

export const partsOf = ({ subject, html, text }: TemplateParts) => ({
  subject: subject || null,
  html: html || null,
  text: text || null,
});

/** Makes a template. The same `idempotencyKey` makes it once. */
export const useCreateTemplate = () =>
  useChange(({ content, idempotencyKey }: { content: TemplateContent; idempotencyKey: string }) =>
    api((client) =>
      client.post<Template>(
        '/v1/templates',
        { name: content.name, ...partsOf(content), design: content.design },
        { idempotencyKey },
      ),
    ),
  );

/** Replaces a template, unless it is another revision by now: then the answer is 412 `changed-meanwhile`. */
export function useSaveTemplate(id: string) {
  const queries = useQueryClient();
  return useChange(async ({ content, revision }: { content: TemplateContent; revision: string }) => {
    const body = { name: content.name, ...partsOf(content), design: content.design };
    const options = { params: { id }, ifMatch: revision };
    const template = await api((client) => client.put<Template>('/v1/templates/{id}', body, options));
    queries.setQueryData([TEMPLATES, 'one', id], template);
    return template;
  });
}

/** Makes another template of the same content. */
export const useCopyTemplate = () =>
  useChange(async ({ templateId, name }: { templateId: string; name: string }) => {
    const { subject, html, text, design } = await readTemplate(templateId);
    return await api((client) => client.post<Template>('/v1/templates', { name, subject, html, text, design }));
  });

export const useDeleteTemplate = () =>
  useChange((id: string) => api((client) => client.delete('/v1/templates/{id}', { params: { id } })));

/** A mutation after which the lists of templates are read again. */
function useChange<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => queries.invalidateQueries({ queryKey: [TEMPLATES, 'page'] }),
  });
}

/** What the API makes of a template that need not be stored. The last good preview stays while the next is made. */
export const usePreview = (content: TemplateParts, reader: PreviewReader | null) =>
  useQuery({
    queryKey: [TEMPLATES, 'preview', content, reader],
    queryFn: ({ signal }) =>
      api((client) =>
        client.post<Preview>(
          '/v1/templates/preview',
          {
            ...partsOf(content),
            ...reader,
            timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          },
          { signal },
        ),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
