import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { useRefreshTasks } from '../../api/tasks.ts';
import { STATUSES, TYPES } from '../../logic/task-filter.ts';
import { useWords } from '../../words/words.tsx';
import { ActiveTasks } from './active-tasks.tsx';
import { AllTasks } from './all-tasks.tsx';

const TABS = ['active', 'all'] as const;

const oneStatus = `(${STATUSES.join('|')})`;
const statuses = new RegExp(`^${oneStatus}(,${oneStatus})*$`);

export const tasksSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  status: z.catch(z.optional(z.string().check(z.regex(statuses))), undefined),
  type: z.catch(z.optional(z.enum(TYPES)), undefined),
  domain: z.catch(z.optional(z.string()), undefined),
  listId: z.catch(z.optional(z.string()), undefined),
  templateId: z.catch(z.optional(z.string()), undefined),
  q: z.catch(z.optional(z.string().check(z.minLength(2))), undefined),
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
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button iconName="refresh" ariaLabel={words.common.refresh} onClick={() => void refresh()} />
              <Button variant="primary" href="/console/tasks/new">
                {words.tasks.newTask}
              </Button>
            </SpaceBetween>
          }
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
