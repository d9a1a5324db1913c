import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import ErrorBoundary from '@cloudscape-design/components/error-boundary';
import HelpPanel from '@cloudscape-design/components/help-panel';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Session } from '../api/answers.ts';
import { useSignedIn } from '../api/session.ts';
import { forgetTyped } from '../api/version.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';
import { activeHref, firstPages, lastPages } from './general-pages.ts';
import { LocalStrip } from './local-strip.tsx';
import { Notices } from './notices.tsx';
import { usePage, usePageName } from './pages.ts';
import { SideProvider, useSidePanel } from './side-panel.tsx';

/** From this width on, in CSS pixels, the pages' list is open beside the page. */
const WIDE = 688;
/** Of the panel beside a page, in CSS pixels: a phone's mail fits. */
const PANEL_WIDTH = 460;

const navigation = ({
  nav,
  sendTest,
  domains,
  senders,
  calendar,
  statistics,
  suppressions,
  people,
}: Words): SideNavigationProps.Item[] => [
  {
    type: 'section-group',
    title: nav.sending,
    items: [
      { type: 'link', text: nav.tasks, href: '/console/tasks' },
      { type: 'link', text: nav.templates, href: '/console/templates' },
      { type: 'link', text: sendTest.title, href: '/console/send-test' },
    ],
  },
  {
    type: 'section-group',
    title: nav.readers,
    items: [
      { type: 'link', text: nav.lists, href: '/console/lists' },
      { type: 'link', text: suppressions.title, href: '/console/suppressions' },
      { type: 'link', text: people.title, href: '/console/people' },
    ],
  },
  {
    type: 'section-group',
    title: domains.title,
    items: [
      { type: 'link', text: nav.domains, href: '/console/domains' },
      { type: 'link', text: senders.title, href: '/console/senders' },
      { type: 'link', text: calendar.title, href: '/console/calendar' },
    ],
  },
  { type: 'link', text: statistics.title, href: '/console/statistics' },
];

const entries = (words: Words, session: Session): SideNavigationProps.Item[] => [
  ...firstPages(words),
  ...navigation(words),
  ...lastPages(words, session),
];

/** The pages that the navigation leads to. */
export const allPages = (words: Words, session: Session): SideNavigationProps.Link[] =>
  entries(words, session).flatMap((item) => {
    if (item.type === 'link') return [item];
    return item.type === 'section-group' ? item.items.filter((inner) => inner.type === 'link') : [];
  });

/** What is around every page of a signed-in user. */
export function Shell() {
  const words = useWords();
  const page = usePage();
  const session = useSignedIn();
  const name = usePageName();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [isNavigationOpen, setNavigationOpen] = useState(innerWidth >= WIDE);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { side, panel, close } = useSidePanel();
  const [panelSize, setPanelSize] = useState(PANEL_WIDTH);
  usePageEntry(words.titleOf(name?.tab ?? page.title));
  return (
    <AppLayoutToolbar
      headerSelector="#top"
      ariaLabels={{
        navigation: words.nav.label,
        navigationToggle: words.nav.open,
        navigationClose: words.nav.close,
        notifications: words.nav.notifications,
        tools: page.help?.title ?? words.nav.openHelp,
        toolsToggle: words.nav.openHelp,
        toolsClose: words.nav.closeHelp,
      }}
      breadcrumbs={
        <BreadcrumbGroup
          ariaLabel={words.nav.breadcrumbs}
          items={[
            { text: words.product, href: '/console/' },
            ...(page.parent ? [{ text: page.parent.title, href: page.parent.href }] : []),
            { text: name?.name ?? page.title, href: `/console${path}` },
          ]}
        />
      }
      navigation={
        <SideNavigation
          activeHref={activeHref(path)}
          header={{ text: words.product, href: '/console/' }}
          items={entries(words, session)}
        />
      }
      navigationOpen={isNavigationOpen}
      onNavigationChange={({ detail }) => setNavigationOpen(detail.open)}
      notifications={
        <SpaceBetween size="xs">
          <Notices />
          <LocalStrip />
        </SpaceBetween>
      }
      tools={page.help && <HelpPanel header={<h2>{page.help.title}</h2>}>{page.help.text}</HelpPanel>}
      toolsHide={page.help === null}
      toolsOpen={isHelpOpen}
      onToolsChange={({ detail }) => setHelpOpen(detail.open)}
      splitPanel={panel}
      splitPanelOpen={panel !== null}
      onSplitPanelToggle={({ detail }) => detail.open || close()}
      splitPanelPreferences={{ position: 'side' }}
      splitPanelSize={panelSize}
      onSplitPanelResize={({ detail }) => setPanelSize(detail.size)}
      content={
        <Guarded path={path}>
          <SideProvider value={side}>
            <Outlet />
          </SideProvider>
        </Guarded>
      }
    />
  );
}

/** A page that throws leaves the shell as it is; the way to another page leads out of it. */
function Guarded({ path, children }: { path: string; children: ReactNode }) {
  const [broken, setBroken] = useState<string | null>(null);
  const onError = ({ error }: { error: Error }): void => {
    console.error(error);
    setBroken(path);
  };
  return (
    <ErrorBoundary key={broken === null ? '' : path} onError={onError}>
      {children}
    </ErrorBoundary>
  );
}

/** Titles the tab, and on navigation gives the focus to the page's heading, where a screen reader begins to read. */
export function usePageEntry(title: string): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => {
    document.title = title;
  }, [title]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a path is a page, whatever else renders.
  useEffect(() => {
    forgetTyped();
    const heading = document.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus({ preventScroll: true });
  }, [path]);
}
