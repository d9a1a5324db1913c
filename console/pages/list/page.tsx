import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { ListDetails } from '../../api/answers.ts';
import { useList } from '../../api/lists.ts';
import { ExportButton } from '../../parts/export-button.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Failed } from '../../parts/problem.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { useWords } from '../../words/words.tsx';
import { AddMembers } from './add-members.tsx';
import { ListFieldsTab } from './fields.tsx';
import { Imports } from './imports.tsx';
import { Members } from './members.tsx';
import { ListSettings } from './settings.tsx';

const TABS = ['readers', 'imports', 'fields', 'settings'] as const;

export const listSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  email: z.catch(z.optional(z.string()), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** One list: who is in it, where they came from, and what is known of them. */
export function ListPage() {
  const { listId } = useParams({ from: '/signed-in/lists/$listId' });
  const { data, error, refetch } = useList(listId);
  if (data !== undefined) return <KnownList list={data} />;
  return error === null ? <Loading /> : <Failed error={error} onRetry={() => void refetch()} />;
}

function Loading() {
  const words = useWords();
  return <ContentLayout header={<Header variant="h1">{words.common.loading}</Header>} />;
}

function KnownList({ list }: { list: ListDetails }) {
  const words = useWords().lists;
  const formats = useFormats();
  const { tab } = useSearch({ from: '/signed-in/lists/$listId' });
  const navigate = useNavigate({ from: '/lists/$listId' });
  const [isAdding, setAdding] = useState(false);
  const { listId } = list;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          counter={`(${formats.count(list.count)})`}
          description={list.description !== null && <bdi>{list.description}</bdi>}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ExportButton key={listId} wish={{ of: 'list', listId }} />
              <RoleButton needs="sender" onClick={() => setAdding(true)}>
                {words.add}
              </RoleButton>
              <RoleButton needs="sender" variant="primary" href={`/console/lists/${listId}/import`}>
                {words.import}
              </RoleButton>
            </SpaceBetween>
          }
        >
          <bdi>{list.name}</bdi>
        </Header>
      }
    >
      <Tabs
        ariaLabel={list.name}
        activeTabId={tab ?? 'readers'}
        onChange={({ detail }) => void navigate({ search: { tab: TABS.find((id) => id === detail.activeTabId) } })}
        tabs={[
          { id: 'readers', label: words.tabs.readers, content: <Members listId={listId} /> },
          { id: 'imports', label: words.tabs.imports, content: <Imports listId={listId} /> },
          { id: 'fields', label: words.tabs.fields, content: <ListFieldsTab listId={listId} /> },
          { id: 'settings', label: words.tabs.settings, content: <ListSettings key={listId} list={list} /> },
        ]}
      />
      {isAdding && <AddMembers listId={listId} onClose={() => setAdding(false)} />}
    </ContentLayout>
  );
}
