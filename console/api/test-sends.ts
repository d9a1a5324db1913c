import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Preview, Template, TestResult } from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';
import { type PreviewReader, partsOf, type TemplateParts } from './templates.ts';
import { keepTested } from './tested-templates.ts';

/** What a test sends. */
export interface TestMail {
  /** Empty where it is not yet chosen, or `content` is sent. */
  templateId: string;
  /** What is written and not stored, in place of a template. */
  content?: TemplateParts | undefined;
  /** Empty for the template's own. */
  subject: string;
  templateData: Record<string, unknown>;
  /** Whose data fill it. */
  recipient: PreviewReader | null;
}

export interface TestSend extends TestMail {
  from: string;
  to: readonly string[];
}

const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sends the mails. A call whose answer was lost may be made again: nobody gets the test twice. */
export function useTestSend() {
  const queries = useQueryClient();
  const key = useCreationKey();
  return useMutation({
    mutationFn: async ({ subject, templateId, content, ...test }: TestSend) => {
      const template = content === undefined ? { templateId } : { content: partsOf(content) };
      const body = { ...test, ...template, subject: subject || null, timeZone: timeZone() };
      const options = { idempotencyKey: key.current() };
      const { results } = await api((client) =>
        client.post<{ results: TestResult[] }>('/v1/test-sends', body, options),
      );
      return results;
    },
    // A domain may have less quota left.
    onSuccess: (results, { templateId }) => {
      const template = queries.getQueryData<Template>(sentTemplate(templateId));
      if (template !== undefined && results.some(({ outcome }) => outcome === 'sent')) keepTested(template);
      void queries.invalidateQueries({ queryKey: ['domains'] });
    },
    onSettled: key.answered,
  });
}

const sentTemplate = (id: string | null) => ['templates', 'sent', id];

/** The template as it is now, since a test sends it so. */
export const useStoredTemplate = (id: string | null) =>
  useQuery({
    queryKey: sentTemplate(id),
    queryFn: ({ signal }) =>
      api((client) => client.get<Template>('/v1/templates/{id}', { params: { id: id ?? '' }, signal })),
    enabled: id !== null,
  });

/** How the mail of a test will look; undefined without a template. */
export function useTestMail({ templateId, content, subject, templateData, recipient }: TestMail) {
  const stored = useStoredTemplate(content === undefined ? templateId || null : null);
  const template = content === undefined ? stored.data : partsOf(content);
  const { html = null, text = null, subject: own = null } = template ?? {};
  const body = { subject: subject || own, html, text, data: templateData, ...recipient };
  const preview = useQuery({
    queryKey: ['templates', 'test-mail', body],
    queryFn: ({ signal }) =>
      api((client) => client.post<Preview>('/v1/templates/preview', { ...body, timeZone: timeZone() }, { signal })),
    enabled: template !== undefined,
    placeholderData: keepPreviousData,
  });
  return {
    preview: template && preview.data,
    ownSubject: own ?? '',
    error: stored.error ?? preview.error,
  };
}
