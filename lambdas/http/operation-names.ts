import type { Route } from './route.ts';

type Call = Pick<Route, 'method' | 'path'>;

/** Names that do not follow from method and path. */
const NAMES: Readonly<Record<string, string>> = {
  'GET /v1/account': 'getAccount',
  'POST /v1/account/hold': 'holdSending',
  'POST /v1/account/release': 'releaseSending',
  'POST /v1/account/sender-test': 'testSender',
  'DELETE /v1/api-keys/{keyId}/sessions': 'endSessions',
  'PUT /v1/domains/{domain}/mail-from': 'setMailFrom',
  'GET /v1/domains/{domain}/warm-up': 'getWarmUp',
  'PATCH /v1/domains/{domain}/warm-up': 'updateWarmUp',
  'PUT /v1/domains/{domain}/warm-up': 'putWarmUp',
  'POST /v1/domains/{domain}/forecast': 'forecastDomain',
  'POST /v1/emails': 'sendEmail',
  'GET /v1/emails/{mailId}/content': 'getEmailContent',
  'POST /v1/erasures': 'erasePerson',
  'GET /v1/health': 'getHealth',
  'GET /v1/lists/{id}/fields': 'listFields',
  'POST /v1/lists/{id}/recipients': 'addRecipients',
  'DELETE /v1/lists/{id}/recipients/{email}': 'removeRecipient',
  'GET /v1/openapi.json': 'getOpenApi',
  'GET /v1/session': 'getSession',
  'POST /v1/session/renew': 'renewSession',
  'POST /v1/sessions': 'signIn',
  'DELETE /v1/session': 'signOut',
  'GET /v1/statistics': 'getStatistics',
  'POST /v1/submissions': 'submitMessage',
  'PUT /v1/senders/{address}/smtp-password': 'setSmtpPassword',
  'DELETE /v1/senders/{address}/smtp-password': 'removeSmtpPassword',
  'GET /v1/suppressions/imports': 'listSuppressionImports',
  'POST /v1/suppressions/imports': 'createSuppressionImport',
  'GET /v1/suppressions/imports/{importId}': 'getSuppressionImport',
  'POST /v1/suppressions/links': 'createUnsubscribeLink',
  'GET /v1/suppressions/{email}': 'getSuppressions',
  'DELETE /v1/suppressions/{email}': 'deleteSuppressions',
  'GET /v1/tasks/active': 'listActiveTasks',
  'GET /v1/tasks/{id}/recipients': 'listTaskRecipients',
  'GET /v1/overview': 'getOverview',
  'GET /v1/tasks/{id}/forecast': 'getForecast',
  'GET /v1/tasks/{id}/content': 'getContent',
  'GET /v1/tasks/{id}/events': 'listTaskEvents',
  'GET /v1/tasks/{id}/timeline': 'getTimeline',
  'GET /v1/tasks/{id}/statistics': 'getRunStatistics',
  'GET /v1/tasks/{id}/links': 'getRunLinks',
  'POST /v1/templates/preview': 'previewUnsavedTemplate',
  'POST /v1/test-recipients': 'addTestRecipient',
  'POST /v1/test-sends': 'sendTest',
  'GET /v1/webhooks/{id}/deliveries/{deliveryId}': 'getDelivery',
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': 'redeliver',
  'POST /v1/webhooks/{id}/rotate-secret': 'rotateWebhookSecret',
};

const VERBS = { GET: 'get', POST: 'create', PUT: 'replace', PATCH: 'update', DELETE: 'delete' } as const;

/** The name of a call in generated clients, such as `pauseTask`. */
export function operationIdOf({ method, path }: Call): string {
  const known = NAMES[`${method} ${path}`];
  if (known !== undefined) return known;
  const parts = path.split('/').slice(2);
  const last = parts.at(-1) ?? '';
  const [first = ''] = parts;
  if (last.startsWith('{')) return VERBS[method] + singular(parts.at(-2) ?? '');
  if (method === 'GET') return `list${pascal(last)}`;
  // An action stands behind the thing that it is about.
  const isAction = method === 'POST' && parts.length > 2 && !last.endsWith('s');
  return isAction ? camel(last) + singular(first) : VERBS[method] + singular(last);
}

const pascal = (words: string): string =>
  words
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const camel = (words: string): string => pascal(words).replace(/^./, (letter) => letter.toLowerCase());

const singular = (plural: string): string => pascal(plural).replace(/ies$/, 'y').replace(/s$/, '');

const SESSIONS = ['Sessions', 'Who is signed in with a browser.'] as const;

/** Chapters of the API, by the first part of the path: what they are called, and what they are about. */
const CHAPTERS: Readonly<Record<string, readonly [name: string, about: string]>> = {
  account: ['Account', 'What the SES account may send, and the switch that holds all sending.'],
  'api-keys': ['API keys', 'Who may call the API, and as what.'],
  domains: ['Domains', 'Sending domains, their DNS records, and their warm-up.'],
  emails: ['Emails', 'Transactional mails, and what became of any mail.'],
  erasures: ['Erasures', 'Erasing a person.'],
  exports: ['Exports', 'Files of lists, outcomes, suppressions and statistics, for spreadsheets.'],
  health: ['Health', 'Whether the API answers.'],
  lists: ['Lists', 'Lists, their recipients, and imports of files.'],
  'openapi.json': ['OpenAPI', 'This document.'],
  overview: ['Overview', 'The first look: what is going on, what comes next, and what needs somebody.'],
  people: ['People', 'What is known of one address.'],
  senders: ['Senders', 'Defaults for mail from an address. Any address of a verified domain may send without one.'],
  session: SESSIONS,
  sessions: SESSIONS,
  'sign-in-codes': SESSIONS,
  statistics: ['Statistics', 'How many mails were sent, delivered, opened and bounced.'],
  submissions: ['Submissions', 'Messages that programs wrote whole, as they hand them in by SMTP.'],
  suppressions: ['Suppressions', 'Who is not mailed, and why.'],
  tasks: ['Tasks', 'What is sent to whom and when: campaigns, their runs, and the outcome of each recipient.'],
  templates: ['Templates', 'What is sent, in Liquid.'],
  'test-recipients': ['Test recipients', 'Who may be mailed while the account is in the SES sandbox.'],
  'test-sends': ['Test sends', 'Mails that show how a template looks.'],
  webhooks: [
    'Webhooks',
    'Who is told of events, and what became of each. Deliveries are signed as in Standard Webhooks.',
  ],
};

const firstPart = ({ path }: Call): string => path.split('/').filter((part) => part !== '' && part !== 'v1')[0] ?? '';

/** The chapter that a call is in. */
export const tagOf = (call: Call): string => CHAPTERS[firstPart(call)]?.[0] ?? pascal(firstPart(call));

/** The chapters of some calls, in the order of their names. */
export function tagsOf(calls: Call[]): { name: string; description?: string }[] {
  const chapters = new Map(
    calls.map(firstPart).map((part) => {
      const [name = pascal(part), description] = CHAPTERS[part] ?? [];
      return [name, { name, ...(description !== undefined && { description }) }];
    }),
  );
  return [...chapters.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
