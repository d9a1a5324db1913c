import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import type { Domain } from '../../api/answers.ts';
import { useDomain } from '../../api/domains.ts';
import { LEVEL_RULES, PARK_RULES, PLANS } from '../../logic/proposal.ts';
import { DomainStatus } from '../../parts/domain-status.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { DnsTab } from './dns-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { WarmUpTab } from './warm-up-tab.tsx';

const TABS = ['dns', 'warm-up', 'settings'] as const;

const text = z.catch(z.optional(z.string()), undefined);

export const domainSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  plan: z.catch(z.optional(z.enum(PLANS)), undefined),
  steps: text,
  level: text,
  levelRule: z.catch(z.optional(z.enum(LEVEL_RULES)), undefined),
  parkUntil: z.catch(z.optional(z.enum(PARK_RULES)), undefined),
  addMails: text,
  addOn: text,
});

/** One sending domain: its DNS, its warm-up, its settings. */
export function DomainPage() {
  const words = useWords();
  const { domain: name } = useParams({ from: '/signed-in/domains/$domain' });
  const { data, error, refetch } = useDomain(name);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={data && <DomainStatus status={data.status} />}>
          <bdi>{name}</bdi>
        </Header>
      }
    >
      {data === undefined ? <Spinner aria-label={words.common.loading} /> : <DomainTabs key={name} domain={data} />}
    </ContentLayout>
  );
}

function DomainTabs({ domain }: { domain: Domain }) {
  const { domains: words, warmUp } = useWords();
  const { tab } = useSearch({ from: '/signed-in/domains/$domain' });
  const navigate = useNavigate({ from: '/domains/$domain' });
  return (
    <Tabs
      ariaLabel={domain.domain}
      activeTabId={tab ?? 'dns'}
      onChange={({ detail }) => void navigate({ search: { tab: TABS.find((id) => id === detail.activeTabId) } })}
      tabs={[
        { id: 'dns', label: words.dns.title, content: <DnsTab domain={domain} /> },
        { id: 'warm-up', label: warmUp.title, content: <WarmUpTab domain={domain} /> },
        { id: 'settings', label: words.settings.title, content: <SettingsTab domain={domain} /> },
      ]}
    />
  );
}
