import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { useWords } from '../../words/words.tsx';
import { AccountSettings } from './account.tsx';
import { BrowserSettings } from './browser.tsx';
import { KeySettings } from './keys.tsx';
import { WebhookSettings } from './webhooks.tsx';

const TABS = ['account', 'keys', 'webhooks', 'browser'] as const;

export const settingsSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  /** The webhook whose deliveries are shown. */
  webhook: z.catch(z.optional(z.string()), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** The account, who may use it, whom it tells, and how this browser shows it. */
export function SettingsPage() {
  const { settings: words } = useWords();
  const { role } = useSignedIn();
  const { tab } = useSearch({ from: '/signed-in/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const adminTabs = [
    { id: 'keys', label: words.keys.title, content: <KeySettings /> },
    { id: 'webhooks', label: words.webhooks.title, content: <WebhookSettings /> },
  ];
  return (
    <ContentLayout header={<Header variant="h1">{words.title}</Header>}>
      <Tabs
        ariaLabel={words.title}
        activeTabId={tab ?? 'account'}
        onChange={({ detail }) => void navigate({ search: { tab: TABS.find((id) => id === detail.activeTabId) } })}
        tabs={[
          { id: 'account', label: words.account.title, content: <AccountSettings /> },
          ...(mayDo(role, 'admin') ? adminTabs : []),
          { id: 'browser', label: words.browser.title, content: <BrowserSettings /> },
        ]}
      />
    </ContentLayout>
  );
}
