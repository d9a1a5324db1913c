import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useWords } from '../../words/words.tsx';
import { Content } from './content.tsx';
import { Log } from './log.tsx';
import { Progress } from './progress.tsx';
import { Readers } from './readers.tsx';
import { Results } from './results.tsx';
import type { TabProps } from './tab-props.ts';

export const TABS = ['progress', 'readers', 'results', 'content', 'log'] as const;

export function TaskTabs(props: TabProps) {
  const { tabs } = useWords().taskPage;
  const { tab, run } = useSearch({ from: '/signed-in/tasks/$taskId' });
  const navigate = useNavigate({ from: '/tasks/$taskId' });
  return (
    <Tabs
      ariaLabel={tabs.label}
      activeTabId={tab ?? 'progress'}
      onChange={({ detail }) =>
        void navigate({ search: { tab: TABS.find((id) => id === detail.activeTabId), run }, resetScroll: false })
      }
      tabs={[
        { id: 'progress', label: tabs.progress, content: <Progress {...props} /> },
        { id: 'readers', label: tabs.readers, content: <Readers {...props} /> },
        { id: 'results', label: tabs.results, content: <Results {...props} /> },
        { id: 'content', label: tabs.content, content: <Content {...props} /> },
        { id: 'log', label: tabs.log, content: <Log {...props} /> },
      ]}
    />
  );
}
