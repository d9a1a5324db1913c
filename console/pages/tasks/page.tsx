import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { useRefreshTasks } from '../../api/tasks.ts';
import { useWords } from '../../words/words.tsx';
import { ActiveTasks } from './active-tasks.tsx';
import { AllTasks } from './all-tasks.tsx';
import { STATUSES, TYPES } from './filter.tsx';

const TABS = ['active', 'all'] as const;

export const tasksSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  status: z.catch(z.optional(z.enum(STATUSES)), undefined),
  type: z.catch(z.optional(z.enum(TYPES)), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** What moves or waits now, and all tasks that there are. */
export function TasksPage() {
  const words = useWords();
  const { tab } = useSearch({ from: '/signed-in/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const refresh = useRefreshTasks();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={<Button iconName="refresh" ariaLabel={words.common.refresh} onClick={() => void refresh()} />}
        >
          {words.tasks.title}
        </Header>
      }
    >
      <Tabs
        ariaLabel={words.tasks.title}
        activeTabId={tab ?? 'active'}
        onChange={({ detail }) => void navigate({ search: { tab: TABS.find((id) => id === detail.activeTabId) } })}
        tabs={[
          { id: 'active', label: words.tasks.active, content: <ActiveTasks /> },
          { id: 'all', label: words.tasks.all, content: <AllTasks /> },
        ]}
      />
    </ContentLayout>
  );
}
