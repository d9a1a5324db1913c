import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import * as z from 'zod/mini';
import type { TemplateSummary } from '../../api/answers.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { usePreview, useTemplate, useTemplates } from '../../api/templates.ts';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { MailPreview } from '../../parts/mail-preview.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { SidePanel } from '../../shell/side-panel.tsx';
import { useWords } from '../../words/words.tsx';
import { useTemplateColumns } from './columns.tsx';
import { DeleteTemplate } from './delete-template.tsx';

const PAGE_SIZE = 20;

export const templatesSearch = z.object({
  cursor: z.catch(z.optional(z.string()), undefined),
  preview: z.catch(z.optional(z.string()), undefined),
});

/** All templates, newest first, and how one of them looks. */
export function TemplatesPage() {
  const words = useWords();
  const { cursor, preview } = useSearch({ from: '/signed-in/templates' });
  const navigate = useNavigate({ from: '/templates' });
  const [deleting, setDeleting] = useState<TemplateSummary>();
  const templates = useTemplates({ cursor, limit: PAGE_SIZE });
  const columns = useTemplateColumns({
    onShow: ({ templateId }) => void navigate({ search: { cursor, preview: templateId } }),
    onDelete: setDeleting,
  });
  const pagination = useCursorPages({
    cursor,
    next: templates.data?.nextCursor,
    filter: '',
    go: (next) => void navigate({ search: { cursor: next } }),
  });
  const closePreview = useCallback(() => void navigate({ search: { cursor } }), [navigate, cursor]);
  if (templates.error !== null && templates.data === undefined) {
    return <Failed error={templates.error} onRetry={() => void templates.refetch()} />;
  }
  return (
    <>
      <DataTable
        title={words.templates.title}
        label={words.templates.list}
        actions={<Make />}
        items={templates.data?.items}
        idOf={({ templateId }) => templateId}
        columns={columns}
        pagination={pagination}
        empty={<Empty title={words.templates.empty} why={words.templates.emptyWhy} action={<Make />} />}
      />
      {preview !== undefined && <Shown key={preview} templateId={preview} onClose={closePreview} />}
      {deleting && <DeleteTemplate template={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}

function Make() {
  const words = useWords();
  const { role } = useSignedIn();
  const isRefused = !mayDo(role, 'sender');
  return (
    <Button
      variant="primary"
      {...(isRefused
        ? { disabled: true, disabledReason: words.needsRole(words.roles.sender) }
        : { href: '/console/templates/new' })}
    >
      {words.templates.make}
    </Button>
  );
}

/** A template as a mail, beside the list. */
function Shown({ templateId, onClose }: { templateId: string; onClose: () => void }) {
  const words = useWords();
  const { data, error, refetch } = useTemplate(templateId);
  return (
    <SidePanel
      header={data === undefined ? words.preview.title : words.templates.previewOf(data.name)}
      onClose={onClose}
    >
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Rendered subject={data.subject ?? ''} html={data.html ?? ''} text={data.text ?? ''} />}
    </SidePanel>
  );
}

function Rendered(content: { subject: string; html: string; text: string }) {
  const { data, error, refetch } = usePreview(content, null);
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  return data === undefined ? <Spinner /> : <MailPreview mail={data} />;
}
