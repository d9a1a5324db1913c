import Spinner from '@cloudscape-design/components/spinner';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { useTemplate } from '../../api/templates.ts';
import { readDesign } from '../../logic/design.ts';
import { STARTS } from '../../logic/starts.ts';
import { Failed } from '../../parts/problem.tsx';
import { tell } from '../../shell/notices.tsx';
import { useLanguage, useWords } from '../../words/words.tsx';
import { Editor } from './editor.tsx';
import { StartCards } from './start-cards.tsx';
import { useBegin } from './use-begin.ts';
import { contentOf } from './use-edited.ts';
import { useSaveNew, useSaveStored } from './use-save.ts';

/** A stored template, while it is read and written. */
export function TemplatePage() {
  const { templateId } = useParams({ from: '/signed-in/templates/$templateId' });
  return <Stored key={templateId} templateId={templateId} />;
}

function Stored({ templateId }: { templateId: string }) {
  const words = useWords();
  const { data, error, refetch } = useTemplate(templateId);
  const saving = useSaveStored(templateId);
  if (error !== null && data === undefined) {
    return <Failed error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Spinner size="large" />;
  return (
    <Editor
      title={data.name}
      templateId={templateId}
      begin={contentOf(data)}
      revision={data.revision}
      usedBy={data.usedBy}
      isNewer={readDesign(data.design) === 'newer'}
      saving={saving}
      onSaved={({ name }) => tell({ type: 'success', text: words.template.saved(name) })}
    />
  );
}

export const newTemplateSearch = z.object({ start: z.catch(z.optional(z.enum(STARTS)), undefined) });

/** A new template: first what it begins with, then the editor. */
export function NewTemplatePage() {
  const { start } = useSearch({ from: '/signed-in/templates/new' });
  const { words } = useLanguage();
  const navigate = useNavigate();
  const saving = useSaveNew();
  const { data: begin, error, refetch } = useBegin(start);
  if (start === undefined) return <StartCards />;
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (begin === undefined) return <Spinner size="large" />;
  return (
    <Editor
      key={start}
      title={words.template.newTitle}
      templateId={null}
      begin={begin}
      revision={null}
      usedBy={[]}
      isNewer={false}
      saving={saving}
      onSaved={({ templateId, name }) => {
        tell({ type: 'success', text: words.template.saved(name) });
        void navigate({ to: '/templates/$templateId', params: { templateId }, replace: true });
      }}
    />
  );
}
