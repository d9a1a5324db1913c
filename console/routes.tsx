import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { CalendarPage, calendarSearch } from './pages/calendar/page.tsx';
import { DomainPage, domainSearch } from './pages/domain/page.tsx';
import { DomainsPage } from './pages/domains/page.tsx';
import { ImportPage, importSearch } from './pages/import/page.tsx';
import { ListPage, listSearch } from './pages/list/page.tsx';
import { ListsPage, listsSearch } from './pages/lists/page.tsx';
import { ClockPage } from './pages/local/clock.tsx';
import { InboxPage, inboxSearch } from './pages/local/inbox.tsx';
import { MailPage } from './pages/local/mail.tsx';
import { NotFoundPage } from './pages/not-found.tsx';
import { OverviewPage } from './pages/overview/page.tsx';
import { PeoplePage, peopleSearch } from './pages/people/page.tsx';
import { SendTestPage, sendTestSearch } from './pages/send-test/page.tsx';
import { SendersPage, sendersSearch } from './pages/senders/page.tsx';
import { SettingsPage, settingsSearch } from './pages/settings/page.tsx';
import { SignInPage } from './pages/sign-in/page.tsx';
import { StatisticsPage, statisticsSearch } from './pages/statistics/page.tsx';
import { SuppressionsPage, suppressionsSearch } from './pages/suppressions/page.tsx';
import { TaskPage, taskSearch } from './pages/task/page.tsx';
import { EditTaskPage, NewTaskPage, newTaskSearch } from './pages/task-form/page.tsx';
import { TasksPage, tasksSearch } from './pages/tasks/page.tsx';
import { NewTemplatePage, newTemplateSearch, TemplatePage } from './pages/template/page.tsx';
import { TemplatesPage, templatesSearch } from './pages/templates/page.tsx';
import { Root } from './shell/root.tsx';
import { SignedIn } from './shell/signed-in.tsx';

/** What is not a value of its field is left out, as it were not there: an old link still opens its page. */
const plainSearch = {
  parseSearch: (text: string) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search: Record<string, unknown>) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined);
    const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
};

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  // A path of this console only: a link may send nobody to another site.
  validateSearch: z.object({ to: z.catch(z.optional(z.string().check(z.regex(/^\/(?!\/)/))), undefined) }),
});

const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: OverviewPage,
  staticData: { page: ({ overview: words, help }) => ({ title: words.title, help: help.overview }) },
});

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/local/inbox',
  component: InboxPage,
  validateSearch: inboxSearch,
  staticData: { page: ({ inbox: words, help }) => ({ title: words.title, help: help.inbox }) },
});

const mail = createRoute({
  getParentRoute: () => signedIn,
  path: '/local/inbox/$id',
  component: MailPage,
  staticData: { page: ({ inbox: words, help }) => ({ title: words.mailTitle, help: help.inbox }) },
});

const clock = createRoute({
  getParentRoute: () => signedIn,
  path: '/local/clock',
  component: ClockPage,
  staticData: { page: ({ clock: words, help }) => ({ title: words.title, help: help.clock }) },
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: SettingsPage,
  validateSearch: settingsSearch,
  staticData: { page: ({ settings: words, help }) => ({ title: words.title, help: help.settings }) },
});

const tasks = createRoute({
  getParentRoute: () => signedIn,
  path: '/tasks',
  component: TasksPage,
  validateSearch: tasksSearch,
  staticData: {
    page: ({ tasks: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const task = createRoute({
  getParentRoute: () => signedIn,
  path: '/tasks/$taskId',
  component: TaskPage,
  validateSearch: taskSearch,
  staticData: {
    page: ({ tasks: { title }, taskPage: words }) => ({
      title: words.title,
      parent: { title, href: '/console/tasks' },
      help: { title: words.helpTitle, text: words.help },
    }),
  },
});

const newTask = createRoute({
  getParentRoute: () => signedIn,
  path: '/tasks/new',
  component: NewTaskPage,
  validateSearch: newTaskSearch,
  staticData: {
    page: ({ tasks: { title }, taskForm: words }) => ({
      title: words.newTitle,
      parent: { title, href: '/console/tasks' },
      help: { title: words.helpTitle, text: words.help },
    }),
  },
});

const editTask = createRoute({
  getParentRoute: () => signedIn,
  path: '/tasks/$taskId/edit',
  component: EditTaskPage,
  staticData: {
    page: ({ tasks: { title }, taskForm: words }) => ({
      title: words.editTitle,
      parent: { title, href: '/console/tasks' },
      help: { title: words.helpTitle, text: words.help },
    }),
  },
});

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates',
  component: TemplatesPage,
  validateSearch: templatesSearch,
  staticData: {
    page: ({ templates: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const newTemplate = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/new',
  component: NewTemplatePage,
  validateSearch: newTemplateSearch,
  staticData: {
    page: ({ template, templates: words }) => ({
      title: template.newTitle,
      help: { title: words.helpTitle, text: words.help },
    }),
  },
});

const template = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/$templateId',
  component: TemplatePage,
  staticData: {
    page: ({ template: { page }, templates: words }) => ({
      title: page,
      help: { title: words.helpTitle, text: words.help },
    }),
  },
});

const sendTest = createRoute({
  getParentRoute: () => signedIn,
  path: '/send-test',
  component: SendTestPage,
  validateSearch: sendTestSearch,
  staticData: {
    page: ({ sendTest: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const domains = createRoute({
  getParentRoute: () => signedIn,
  path: '/domains',
  component: DomainsPage,
  staticData: {
    page: ({ domains: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const domain = createRoute({
  getParentRoute: () => signedIn,
  path: '/domains/$domain',
  component: DomainPage,
  validateSearch: domainSearch,
  staticData: {
    page: ({ domains: words }) => ({ title: words.one, help: { title: words.helpTitle, text: words.help } }),
  },
});

const senders = createRoute({
  getParentRoute: () => signedIn,
  path: '/senders',
  component: SendersPage,
  validateSearch: sendersSearch,
  staticData: {
    page: ({ senders: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const calendar = createRoute({
  getParentRoute: () => signedIn,
  path: '/calendar',
  component: CalendarPage,
  validateSearch: calendarSearch,
  staticData: {
    page: ({ calendar: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const statistics = createRoute({
  getParentRoute: () => signedIn,
  path: '/statistics',
  component: StatisticsPage,
  validateSearch: statisticsSearch,
  staticData: {
    page: ({ statistics: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});
const lists = createRoute({
  getParentRoute: () => signedIn,
  path: '/lists',
  component: ListsPage,
  validateSearch: listsSearch,
  staticData: {
    page: ({ lists: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const list = createRoute({
  getParentRoute: () => signedIn,
  path: '/lists/$listId',
  component: ListPage,
  validateSearch: listSearch,
  staticData: {
    page: ({ lists: words }) => ({ title: words.page, help: { title: words.helpTitle, text: words.help } }),
  },
});

const listImport = createRoute({
  getParentRoute: () => signedIn,
  path: '/lists/$listId/import',
  component: ImportPage,
  validateSearch: importSearch,
  staticData: {
    page: ({ imports: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const suppressions = createRoute({
  getParentRoute: () => signedIn,
  path: '/suppressions',
  component: SuppressionsPage,
  validateSearch: suppressionsSearch,
  staticData: {
    page: ({ suppressions: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: PeoplePage,
  validateSearch: peopleSearch,
  staticData: {
    page: ({ people: words }) => ({ title: words.title, help: { title: words.helpTitle, text: words.help } }),
  },
});

const ofTasks = [tasks, newTask, editTask, task] as const;
const readers = [lists, list, listImport, suppressions, people] as const;

export const router = createRouter({
  basepath: '/console',
  routeTree: root.addChildren([
    signIn,
    signedIn.addChildren([
      overview,
      inbox,
      mail,
      clock,
      settings,
      ...ofTasks,
      templates,
      newTemplate,
      template,
      sendTest,
      domains,
      domain,
      senders,
      calendar,
      statistics,
      ...readers,
    ]),
  ]),
  defaultPreload: false,
  ...plainSearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
