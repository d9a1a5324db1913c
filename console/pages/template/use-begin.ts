import { useQuery } from '@tanstack/react-query';
import type { TemplateContent } from '../../api/templates.ts';
import { loadChunk } from '../../api/version.ts';
import type { Start } from '../../logic/starts.ts';
import { useLanguage } from '../../words/words.tsx';

const NOTHING: TemplateContent = { name: '', subject: '', html: '', text: '', design: null };

/** What a new template begins with. Its blocks come with the visual editor, which is loaded for them. */
export function useBegin(start: Start | undefined) {
  const { words, language } = useLanguage();
  return useQuery({
    queryKey: ['template-start', start, language],
    queryFn: async (): Promise<TemplateContent> => {
      if (start === undefined || start === 'html') return NOTHING;
      const { startContent } = await loadChunk(() => import('../../editor/start.ts'));
      const name = start === 'blank' ? '' : words.templates.starts[start].name;
      return { ...NOTHING, name, ...(await startContent(start, language)) };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
