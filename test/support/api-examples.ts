import { createAccess } from '../../core/access/access.ts';
import { adoptApiKey } from '../../core/access/manage-api-keys.ts';
import { DAY, iso } from '../../core/clock.ts';
import { accessRoutesIn } from '../../lambdas/compose/access.ts';
import { apiIn } from '../../lambdas/compose/api.ts';
import { audienceRoutesIn } from '../../lambdas/compose/audience.ts';
import { contentRoutesIn } from '../../lambdas/compose/content.ts';
import { domainRoutesIn } from '../../lambdas/compose/domains.ts';
import { insightRoutesIn } from '../../lambdas/compose/insight.ts';
import { taskRoutesIn } from '../../lambdas/compose/tasks.ts';
import { createMatcher } from '../../lambdas/http/match-route.ts';
import type { Example, Examples } from '../../lambdas/http/openapi.ts';
import { operationIdOf } from '../../lambdas/http/operation-names.ts';
import { ExportWorld } from '../core/exports/export-world.ts';
import { TaskWorld } from '../core/tasks/task-world.ts';
import { eventOf, read } from '../lambdas/http/requests.ts';
import { SAMPLE_PRODUCT } from './sample-product.ts';

const DOMAIN = 'news.example.com';
const FROM = `The Tea Letter <letter@${DOMAIN}>`;
const HTML = '<p>Good morning, {{ name }}.</p><p><a href="{{ unsubscribeUrl }}">Unsubscribe</a></p>';

type Json = Record<string, string>;
type Call = (method: string, path: string, body?: object, query?: string) => Promise<Json>;

/** An API key of the examples' caller. */
const API_KEY = `mr_1_${'s3cReT'.repeat(8)}`;

/** Makes every call of the API once, in the order of a first campaign, and writes down what was answered. */
export async function recordExamples(): Promise<Examples> {
  const world = await TaskWorld.of(0);
  await adoptApiKey(world.outside, API_KEY, { name: 'Marketing', role: 'admin' });
  const calls = recorderOf(world);
  await domainExamples(calls.call);
  const templateId = await templateExamples(calls.call);
  const listId = await listExamples(calls.call);
  await suppressionExamples(calls.call);
  await mailExamples(calls.call, templateId);
  await taskExamples(calls.call, { templateId, listId }, world);
  await accountExamples(calls.call, world);
  await webhookExamples(calls.call);
  await sessionExamples(calls.call);
  await lastExamples(calls.call, { templateId, listId });
  return Object.fromEntries([...calls.examples].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function recorderOf(world: TaskWorld) {
  const { outside } = world;
  const routes = [
    ...domainRoutesIn(outside),
    ...contentRoutesIn(outside),
    ...audienceRoutesIn(outside),
    ...insightRoutesIn(outside),
    ...taskRoutesIn(outside),
    ...accessRoutesIn(outside, { access: { forget() {} }, openApi: { openapi: '3.1.0' }, product: SAMPLE_PRODUCT }),
  ];
  const match = createMatcher(routes);
  const { resume } = createAccess(outside);
  const api = apiIn(outside, routes, { resume, authenticate: async () => ({ keyId: '1', role: 'admin' }) });
  let cookies: string[] = [];
  const examples = new Map<string, Example>();
  const call: Call = async (method, path, body, query = '') => {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const answer = await api({ ...eventOf({ method, path, query, body, headers }), cookies });
    const { status = 0, json } = read(answer);
    const [set] = answer.cookies ?? [];
    if (set !== undefined) cookies = set.includes('=;') ? [] : [set.replace(/;.*/, '')];
    const found = match(method, decodeURIComponent(path));
    if (found.kind !== 'found' || status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    const name = operationIdOf(found.route);
    if (!examples.has(name)) {
      examples.set(name, {
        path,
        ...(query !== '' && { query }),
        ...(body !== undefined && { request: body }),
        status,
        ...(json !== undefined && { answer: json }),
      });
    }
    return json as Json;
  };
  return { call, examples };
}

async function domainExamples(call: Call): Promise<void> {
  const path = `/v1/domains/${DOMAIN}`;
  await call('POST', '/v1/domains', { domain: DOMAIN });
  await call('GET', '/v1/domains');
  await call('GET', path);
  await call('PATCH', path, { sendingPool: null });
  await call('POST', `${path}/verify`);
  await call('PUT', `${path}/mail-from`, { mailFrom: `bounce.${DOMAIN}` });
  await call('GET', `${path}/warm-up`);
  await call('PATCH', `${path}/warm-up`, { level: 3, parkUntil: 'daily-anchor' });
  await call('PUT', `${path}/warm-up`, { plan: 'custom', steps: [500, 2_000, 10_000] });
  const sender = `/v1/senders/${encodeURIComponent(`letter@${DOMAIN}`)}`;
  await call('POST', '/v1/senders', {
    address: `letter@${DOMAIN}`,
    name: 'The Tea Letter',
    replyTo: 'help@example.com',
  });
  await call('GET', '/v1/senders');
  await call('GET', sender);
  await call('PATCH', sender, { replyTo: 'Ann <ann@example.com>, help@example.com' });
  await call('PUT', sender, { name: 'The Tea Letter' });
}

async function templateExamples(call: Call): Promise<string> {
  const body = { name: 'Spring letter', subject: 'Tea for {{ name }}', html: HTML };
  const { templateId = '' } = await call('POST', '/v1/templates', body);
  const path = `/v1/templates/${templateId}`;
  await call('GET', '/v1/templates');
  await call('GET', path);
  await call('PUT', path, { ...body, text: 'Good morning, {{ name }}.\n\nUnsubscribe: {{ unsubscribeUrl }}' });
  await call('PATCH', path, { name: 'Spring letter, final' });
  await call('POST', `${path}/preview`, { data: { name: 'Ann' }, timeZone: 'Europe/Berlin' });
  await call('POST', '/v1/templates/preview', { subject: 'Tea for {{ name }}', html: HTML, data: { name: 'Ann' } });
  return templateId;
}

async function listExamples(call: Call): Promise<string> {
  const { listId = '' } = await call('POST', '/v1/lists', { name: 'Customers', description: 'From the shop' });
  const path = `/v1/lists/${listId}`;
  const recipients = ['ann', 'bob', 'reject+cid'].map((name) => ({ email: `${name}@example.com`, data: { name } }));
  await call('POST', `${path}/recipients`, { recipients: [...recipients, { email: 'dan@example', data: {} }] });
  await call('GET', '/v1/lists', undefined, 'q=custom');
  await call('GET', path);
  await call('PATCH', path, { name: 'Customers of the shop' });
  await call('GET', `${path}/recipients`, undefined, 'limit=2');
  await call('GET', `${path}/recipients/ann%40example.com`);
  await call('PATCH', `${path}/recipients/ann%40example.com`, { data: { name: 'Ann' } });
  await call('GET', `${path}/fields`);
  const { importId } = await call('POST', `${path}/imports`, {
    columns: [
      { column: 'E-Mail', as: 'email' },
      { column: 'Name', as: 'name' },
    ],
    existing: 'keep',
  });
  await call('GET', `${path}/imports`);
  await call('GET', `${path}/imports/${importId}`);
  return listId;
}

async function suppressionExamples(call: Call): Promise<void> {
  await call('POST', '/v1/suppressions', { email: 'dan@example.com', reason: 'manual' });
  await call('GET', '/v1/suppressions', undefined, 'reason=manual');
  await call('GET', '/v1/suppressions/dan%40example.com');
  const { importId } = await call('POST', '/v1/suppressions/imports', {
    columns: [
      { column: 'Address', as: 'email' },
      { column: 'Why', as: 'reason' },
    ],
  });
  await call('GET', '/v1/suppressions/imports');
  await call('GET', `/v1/suppressions/imports/${importId}`);
  await call('POST', '/v1/suppressions/links', { email: 'ann@example.com', domain: DOMAIN });
  await call('DELETE', '/v1/suppressions/dan%40example.com');
}

async function mailExamples(call: Call, templateId: string): Promise<void> {
  await call('POST', '/v1/test-recipients', { address: 'ann@example.com' });
  const data = { templateId, templateData: { name: 'Ann' } };
  await call('POST', '/v1/test-sends', { from: FROM, ...data, to: ['ann@example.com'], timeZone: 'Europe/Berlin' });
  const receipt = { subject: 'Your order {{ number }}', text: 'Thank you for order {{ number }}.' };
  const { mailId } = await call('POST', '/v1/emails', {
    from: `Orders <orders@${DOMAIN}>`,
    to: 'Ann <ann@example.com>',
    ...receipt,
    templateData: { number: 17 },
  });
  await call('GET', `/v1/emails/${mailId}`);
  const message = [`From: orders@${DOMAIN}`, 'To: ann@example.com', 'Subject: Your order 17', '', 'Thank you.', ''];
  const { submissionId } = await call('POST', '/v1/submissions', {
    from: `orders@${DOMAIN}`,
    to: ['ann@example.com'],
    message: btoa(message.join('\r\n')),
  });
  await call('GET', `/v1/submissions/${submissionId}`);
  await call('GET', '/v1/emails', undefined, 'to=ann%40example.com');
}

async function personExamples(call: Call, taskId: string): Promise<void> {
  await call('GET', '/v1/people/ann%40example.com');
  const { items } = (await call('GET', `/v1/tasks/${taskId}/recipients`)) as unknown as { items: [{ mailId: string }] };
  await call('GET', `/v1/emails/${items[0].mailId}/content`);
}

async function taskExamples(
  call: Call,
  content: { templateId: string; listId: string },
  world: TaskWorld,
): Promise<void> {
  const daily = { every: 'day', at: '09:00' };
  const startAt = iso(world.clock.now() + DAY);
  const again = {
    name: 'Every morning',
    from: FROM,
    ...content,
    startAt,
    recurrence: daily,
    timeZone: 'Europe/Berlin',
  };
  const { taskId = '' } = await call('POST', '/v1/tasks', again);
  const path = `/v1/tasks/${taskId}`;
  await call('GET', '/v1/tasks/active');
  await call('PATCH', path, { subject: 'Good morning, {{ name }}', until: { occurrences: 30 } });
  await call('POST', `${path}/pause`);
  await call('POST', `${path}/resume`);
  await call('POST', `${path}/cancel`);
  await call('DELETE', path);

  const { taskId: now = '' } = await call('POST', '/v1/tasks', { name: 'Spring', from: FROM, ...content });
  await world.settle();
  await call('GET', '/v1/tasks', undefined, 'status=finished');
  await call('GET', `/v1/tasks/${now}`);
  await call('GET', `/v1/tasks/${now}/forecast`);
  await personExamples(call, now);
  await call('POST', `/v1/domains/${DOMAIN}/forecast`, {
    plan: 'conservative',
    add: [{ label: 'Summer sale', mails: 900, at: startAt }],
    days: 3,
  });
  await call('GET', '/v1/overview');
  await call('GET', `/v1/tasks/${now}/timeline`);
  await call('GET', `/v1/tasks/${now}/statistics`);
  await call('GET', `/v1/tasks/${now}/links`);
  await call('GET', `/v1/tasks/${now}/events`);
  await call('GET', `/v1/tasks/${now}/content`);
  await call('GET', `/v1/tasks/${now}/runs`);
  await call('GET', `/v1/tasks/${now}/recipients`, undefined, 'outcome=failed');
  await call('POST', `/v1/tasks/${now}/retry`, { outcomes: ['failed'] });
  await world.settle();
}

async function accountExamples(call: Call, world: TaskWorld): Promise<void> {
  const today = iso(world.clock.now()).slice(0, 10);
  await call('GET', '/v1/statistics', undefined, `from=${today}&to=${today}`);
  const { exportId } = await call('POST', '/v1/exports', { of: 'statistics', from: today, to: today });
  await new ExportWorld(world.outside).file(exportId ?? '');
  await call('GET', `/v1/exports/${exportId}`);
  await call('GET', '/v1/account');
  await call('POST', '/v1/account/sender-test', { from: FROM, to: 'success@simulator.amazonses.com' });
  await call('POST', '/v1/account/hold');
  await call('POST', '/v1/account/release');
  await call('GET', '/v1/health');
  await call('GET', '/v1/openapi.json');
  const { keyId } = await call('POST', '/v1/api-keys', { name: 'Dashboard', role: 'viewer' });
  await call('GET', '/v1/api-keys');
  await call('DELETE', `/v1/api-keys/${keyId}/sessions`);
  await call('DELETE', `/v1/api-keys/${keyId}`);
}

async function webhookExamples(call: Call): Promise<void> {
  const url = 'https://shop.example.com/mailramp';
  const { webhookId } = await call('POST', '/v1/webhooks', { url, events: ['task.finished', 'mail.bounced'] });
  const path = `/v1/webhooks/${webhookId}`;
  await call('GET', '/v1/webhooks');
  await call('GET', path);
  await call('PATCH', path, { description: 'The shop' });
  await call('POST', `${path}/rotate-secret`);
  const { deliveryId } = await call('POST', `${path}/test`);
  await call('GET', `${path}/deliveries`);
  await call('GET', `${path}/deliveries/${deliveryId}`);
  await call('POST', `${path}/deliveries/${deliveryId}/redeliver`);
  await call('DELETE', path);
}

async function sessionExamples(call: Call): Promise<void> {
  await call('POST', '/v1/sign-in-codes');
  await call('POST', '/v1/sessions', { apiKey: API_KEY });
  await call('GET', '/v1/session');
  await call('POST', '/v1/session/renew');
  await call('DELETE', '/v1/session');
}

async function lastExamples(call: Call, { templateId, listId }: { templateId: string; listId: string }): Promise<void> {
  await call('DELETE', `/v1/lists/${listId}/recipients/bob%40example.com`);
  await call('POST', '/v1/erasures', { email: 'ann@example.com' });
  await call('DELETE', `/v1/lists/${listId}`);
  await call('DELETE', `/v1/templates/${templateId}`);
  await call('PUT', `/v1/senders/${encodeURIComponent(`letter@${DOMAIN}`)}/smtp-password`, {
    password: 'Tea4Two-and-Cake9',
  });
  await call('DELETE', `/v1/senders/${encodeURIComponent(`letter@${DOMAIN}`)}/smtp-password`);
  await call('DELETE', `/v1/senders/${encodeURIComponent(`letter@${DOMAIN}`)}`);
  await call('DELETE', `/v1/domains/${DOMAIN}`);
}
