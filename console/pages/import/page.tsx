import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import { lastMapping } from '../../api/last-mappings.ts';
import { useList } from '../../api/lists.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { AskToLeave } from './ask-to-leave.tsx';
import { ImportProgress } from './progress.tsx';
import { useTableFile } from './use-table-file.ts';
import { useUpload } from './use-upload.ts';
import { ImportWizard } from './wizard.tsx';

export const importSearch = z.object({
  import: z.catch(z.optional(z.string()), undefined),
  /** Where the wizard begins, once its file is chosen. */
  step: z.catch(z.optional(z.literal('columns')), undefined),
});

/** Brings a file into a list; an import that was begun is shown live, also to who comes back to it. */
export function ImportPage() {
  const words = useWords().imports;
  const { listId } = useParams({ from: '/signed-in/lists/$listId/import' });
  const { import: importId, step } = useSearch({ from: '/signed-in/lists/$listId/import' });
  const navigate = useNavigate({ from: '/lists/$listId/import' });
  const { data: list, error, refetch } = useList(listId);
  const [before] = useState(() => lastMapping(listId));
  const chosen = useTableFile(before);
  const upload = useUpload(listId, (made) => void navigate({ search: { import: made }, replace: true }));
  if (error !== null && list === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <ContentLayout header={<Header variant="h1">{words.into(list?.name ?? '…')}</Header>}>
      {importId === undefined ? (
        <ImportWizard listId={listId} name={list?.name ?? ''} upload={upload} chosen={chosen} first={step} />
      ) : (
        <ImportProgress listId={listId} importId={importId} upload={upload} />
      )}
      <AskToLeave isSending={upload.state === 'sending'} />
    </ContentLayout>
  );
}
