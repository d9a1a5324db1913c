import { calendar } from './en/calendar.ts';
import { clock } from './en/clock.ts';
import { domains } from './en/domains.ts';
import { exports } from './en/exports.ts';
import { help } from './en/help.ts';
import { holds } from './en/holds.ts';
import { imports } from './en/imports.ts';
import { inbox } from './en/inbox.ts';
import { lists } from './en/lists.ts';
import { local } from './en/local.ts';
import { overview } from './en/overview.ts';
import { people } from './en/people.ts';
import { preview } from './en/preview.ts';
import { problems } from './en/problems.ts';
import { ramp } from './en/ramp.ts';
import { sendTest } from './en/send-test.ts';
import { senders } from './en/senders.ts';
import { settings } from './en/settings.ts';
import { statistics } from './en/statistics.ts';
import { suppressions } from './en/suppressions.ts';
import { task } from './en/task.ts';
import { taskForm } from './en/task-form.ts';
import { taskPage } from './en/task-page.ts';
import { tasks } from './en/tasks.ts';
import { template } from './en/template.ts';
import { templates } from './en/templates.ts';
import { warmUp } from './en/warm-up.ts';
import { isolate, pluralOf, type Shape } from './shape.ts';

const plural = pluralOf('en');

/** The words of the console in English, which the other languages follow. */
export const en = {
  overview,
  local,
  inbox,
  clock,
  settings,
  help,
  product: 'mailramp',
  titleOf: (page: string) => `${page} · mailramp`,
  /** Two sentences, one after the other. */
  sentences: (first: string, second: string) => `${first} ${second}`,
  nav: {
    overview: 'Overview',
    localGroup: 'On this machine',
    label: 'Pages',
    open: 'Show the pages',
    close: 'Hide the pages',
    sending: 'Sending',
    tasks: 'Tasks',
    templates: 'Templates',
    domains: 'Domains',
    readers: 'Recipients',
    lists: 'Lists',
    breadcrumbs: 'Where this page is',
    notifications: 'Messages',
    openHelp: 'Show help',
    closeHelp: 'Hide help',
  },
  menu: {
    language: 'Language',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    system: 'As the system has it',
    comfortable: 'More space',
    compact: 'Less space',
    account: 'Your key',
    signOut: 'Sign out',
    role: (role: string) => `Role: ${role}`,
    more: 'More',
    chosen: 'chosen',
  },
  roles: { viewer: 'viewer', sender: 'sender', admin: 'admin' },
  needsRole: (role: string) => `Needs the role ${role}.`,
  signIn: {
    title: 'Sign in',
    name: 'Name of the key',
    nameHint: 'Optional: under this name your browser can save the key.',
    key: 'API key',
    show: 'Show the key',
    submit: 'Sign in',
    whereTitle: 'Where is my key?',
    where:
      'On your own machine it is in .mailramp/local.json. On AWS it is in the secret that the output ApiKeySecret of the stack names. In a team, ask an admin.',
    wrongKey: 'This is no valid API key. It may have been deleted: ask an admin for another.',
    wrongCode: 'This link has been used or is too old. Make another with npx mailramp console, or sign in with a key.',
    again: 'Sign in again',
    againBecause: 'Your session has ended. Sign in to go on where you were; nothing that you typed is lost.',
  },
  common: {
    loading: 'Loading',
    refresh: 'Load again',
    tryAgain: 'Try again',
    cancel: 'Close',
    dismiss: 'Dismiss this message',
    noMatch: 'No name has this in it',
    clearFilter: 'Clear the filter',
    actions: 'Actions',
    actionsOf: (name: string) => `Actions of ${isolate(name)}`,
    next: 'Next page',
    previous: 'Previous page',
    page: (n: number) => `Page ${n}`,
    preferences: 'Preferences',
    columns: 'Columns',
    confirm: 'Apply',
    never: 'not yet',
    copied: 'Copied',
    notCopied: 'It could not be copied',
    matches: (n: number) => plural(n, { one: '# match', other: '# matches' }),
    rowsShown: (first: number, last: number) => `Rows ${first} to ${last}`,
    labelled: (label: string, text: string) => `${label}: ${text}`,
    utc: (time: string) => `${time} UTC`,
  },
  problems,
  task,
  tasks,
  taskForm,
  taskPage,
  templates,
  template,
  preview,
  lists,
  imports,
  exports,
  suppressions,
  people,
  holds,
  ramp,
  domains,
  sendTest,
  senders,
  warmUp,
  calendar,
  statistics,
};

export type Words = Shape<typeof en>;

export default en satisfies Words;
