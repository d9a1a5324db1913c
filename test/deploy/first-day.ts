import { DeployedApi } from './api.ts';
import { holds, type Report, same, until } from './check.ts';
import { fullQueues } from './resources.ts';
import {
  addressesOf,
  copiesEach,
  HOUR,
  NOBODY,
  newList,
  newTask,
  newTemplate,
  readTask,
  SECOND,
  type TaskView,
  untilTask,
  type World,
} from './world.ts';

/** Quotas of the standard plan on the first three days, and a campaign that needs all of them. */
export const DAYS = [500, 1000, 2000] as const;
export const READERS = 1600;

/** What the days after the first go on with. */
export interface Campaigns {
  big: string;
  daily: string;
  timed: string;
  dailyListId: string;
}

/** From the first key to a parked campaign, a timed task and the first occurrence of a recurring one. */
export async function firstDay(report: Report, world: World): Promise<Campaigns> {
  const { api, standIn } = world;
  await report.check('answers its health to anybody, and nothing else without a key', async () => {
    const stranger = new DeployedApi(standIn, api.url, null);
    same(await stranger.get('/v1/health'), { status: 'ok' }, 'health');
    same((await stranger.raw('GET', '/v1/tasks')).status, 401, 'tasks without a key');
    same((await stranger.raw('GET', '/v1/nothing')).status, 404, 'a path that does not exist');
  });

  await report.check('opens with the key of the secret, and makes other keys', async () => {
    const { items } = await api.get<{ items: { name: string; role: string }[] }>('/v1/api-keys');
    same(
      items.map(({ name, role }) => [name, role]),
      [['first', 'admin']],
      'keys',
    );
    const made = await api.post<{ apiKey: string; keyId: string }>('/v1/api-keys', {
      name: 'a person',
      role: 'viewer',
    });
    const viewer = new DeployedApi(standIn, api.url, made.apiKey);
    await viewer.get('/v1/lists');
    same((await viewer.raw('POST', '/v1/lists', { body: '{"name":"x"}' })).status, 403, 'a viewer makes a list');
    await api.call('DELETE', `/v1/api-keys/${made.keyId}`);
  });

  let templateId = '';
  await report.check('adds domains and a sender, a template and its preview', async () => {
    for (const domain of ['news.test', 'shop.test']) {
      const added = await api.post<{ status: string; dns: { purpose: string }[] }>('/v1/domains', { domain });
      same(added.status, 'verified', domain);
      same(added.dns.filter(({ purpose }) => purpose === 'dkim').length, 3, 'DKIM records');
    }
    await api.post('/v1/domains/news.test/verify');
    await api.post('/v1/senders', { address: 'news@news.test', name: 'The News' });
    templateId = await newTemplate(api);
    const preview = await api.post<{ subject: string }>(`/v1/templates/${templateId}/preview`, {
      data: { name: 'Ann' },
    });
    same(preview.subject, 'A letter for Ann', 'subject of the preview');
  });

  await report.check('sends a test mail with its configuration set and mail id', async () => {
    const { results } = await api.post<{ results: { outcome: string; mailId: string }[] }>('/v1/test-sends', {
      from: 'news@news.test',
      templateId,
      templateData: { name: 'Tester' },
      to: ['tester1@readers.test', 'tester2@readers.test'],
    });
    same(
      results.map(({ outcome }) => outcome),
      ['sent', 'sent'],
      'outcomes',
    );
    const mails = standIn.mails().filter(({ to }) => to[0]?.startsWith('tester'));
    same(mails.map(({ tags }) => tags.mailId).sort(), results.map(({ mailId }) => mailId).sort(), 'tags');
    holds(
      mails.every(({ configurationSet }) => configurationSet !== null),
      'a configuration set',
    );
  });

  const task = (domain: string, listId: string, more: Record<string, unknown>) =>
    newTask(api, { from: `The News <news@${domain}>`, templateId, listId, ...more });
  const soon = () => new Date(standIn.now() + 8 * SECOND).toISOString();
  const campaigns: Campaigns = { big: '', daily: '', timed: '', dailyListId: '' };

  await report.check(
    `sends ${DAYS[0]} of an immediate campaign of ${READERS} and parks the rest for 24 hours`,
    async () => {
      const listId = await newList(api, 'big', READERS);
      const attachments = [{ name: 'note.txt', contentType: 'text/plain', content: 'SGVsbG8=' }];
      campaigns.big = (await task('news.test', listId, { type: 'immediate', attachments })).taskId;
      const parked = await untilTask(api, campaigns.big, 'parked', ({ status }) => status === 'paused');
      const { sent, unknown, cached } = parked.counts;
      same([sent + unknown, cached], [DAYS[0], READERS - DAYS[0]], 'handed over, and cached');
      same(parked.hold?.reason, 'warm-up-quota', 'reason');
      const after = Date.parse(parked.hold?.resumesAt ?? '') - Date.parse(parked.hold?.since ?? '');
      holds(after >= 24 * HOUR && after <= 24 * HOUR + 120 * SECOND, `24 hours from the park, got ${after} ms`);
      same(copiesEach(addressesOf(standIn.mails(), 'big')), [1], 'copies each');
    },
  );

  await report.check('starts a timed and a recurring task by their schedules', async () => {
    campaigns.timed = (
      await task('shop.test', await newList(api, 'timed', 10), { type: 'timed', startAt: soon() })
    ).taskId;
    campaigns.dailyListId = await newList(api, 'daily', 5);
    const daily = { type: 'recurring', startAt: soon(), intervalHours: 24 };
    campaigns.daily = (await task('shop.test', campaigns.dailyListId, daily)).taskId;
    const timed = await untilTask(api, campaigns.timed, 'the timed task ends', ({ status }) => status === 'finished');
    same(timed.counts, { ...NOBODY, requested: 10, sent: 10 }, 'counts of the timed task');
    const first = await untilTask(api, campaigns.daily, 'the first occurrence ends', isBetweenOccurrences);
    same(first.counts, { ...NOBODY, requested: 5, sent: 5 }, 'counts of the first occurrence');
    same(first.nextOccurrences.length, 5, 'next occurrences');
  });

  await report.check('unsubscribes by the link of a mail, and only by POST', async () => {
    const mail = standIn.mails().find(({ to }) => to[0] === 'daily0@readers.test');
    const link = /<(https?:[^>]+)>/.exec(mail?.headers['list-unsubscribe'] ?? '')?.[1] ?? '';
    holds(link.startsWith(api.url), `a link of the deployed API, got ${link}`);
    const reader = new DeployedApi(standIn, api.url, null);
    same((await reader.raw('GET', link)).status, 200, 'the page');
    same((await suppressed(api)).length, 0, 'suppressions after a GET');
    const oneClick = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    };
    same((await reader.raw('POST', link, oneClick)).status, 200, 'one click');
    same(await suppressed(api), [['daily0@readers.test', 'unsubscribe']], 'suppressions');
  });

  await report.check('pauses, resumes and cancels', async () => {
    await api.post(`/v1/tasks/${campaigns.big}/pause`);
    same((await readTask(api, campaigns.big)).hold?.reason, 'user', 'reason of a user');
    const before = standIn.mails().length;
    await api.post(`/v1/tasks/${campaigns.big}/resume`);
    await untilTask(api, campaigns.big, 'parked again', ({ hold }) => hold?.reason === 'warm-up-quota');
    same(standIn.mails().length, before, 'mails after a resume without quota');
    const listId = await newList(api, 'never', 3);
    const later = { type: 'timed', startAt: new Date(standIn.now() + HOUR).toISOString() };
    const { taskId } = await task('shop.test', listId, later);
    await api.call('PATCH', `/v1/tasks/${taskId}`, { name: 'Never', startAt: later.startAt });
    await api.post(`/v1/tasks/${taskId}/cancel`);
    same((await readTask(api, taskId)).status, 'cancelled', 'status');
    await api.call('DELETE', `/v1/lists/${listId}`);
  });
  return campaigns;
}

export const isBetweenOccurrences = ({ status, runId }: TaskView): boolean => status === 'waiting' && runId !== null;

async function suppressed(api: DeployedApi): Promise<string[][]> {
  const { items } = await api.get<{ items: { email: string; reason: string }[] }>('/v1/suppressions');
  return items.map(({ email, reason }) => [email, reason]);
}

/** Every call that only reads answers: their functions have the rights and variables that they need. */
export async function readEverything(report: Report, { api }: World, { big, daily }: Campaigns): Promise<void> {
  await report.check('answers every call that reads', async () => {
    const { paths } = await api.get<{ paths: Record<string, { get?: { parameters?: Parameter[] } }> }>(
      '/v1/openapi.json',
    );
    const open = Object.entries(paths).flatMap(([path, { get }]) => (get === undefined ? [] : [[path, get] as const]));
    const { items } = await api.get<{ items: { templateId: string }[] }>('/v1/templates');
    const ids: Record<string, string> = { domains: 'news.test', templates: items[0]?.templateId ?? '', tasks: big };
    const { listId } = await api.get<{ listId: string }>(`/v1/tasks/${daily}`);
    const faults: string[] = [];
    for (const [path, get] of open) {
      const capability = path.split('/')[2] ?? '';
      const target = path
        .replace(/\{[^}]+\}/, { ...ids, lists: listId }[capability] ?? 'unknown')
        .replace(/\{[^}]+\}/, '1');
      const needed = (get.parameters ?? []).filter(({ in: place, required }) => place === 'query' && required === true);
      const query = needed
        .map(({ name }) => `${name}=${name === 'to' || name === 'from' ? '2027-01-01' : '1'}`)
        .join('&');
      const { status, text } = await api.raw('GET', `${target}?${query}`);
      if (status >= 500) faults.push(`${target}: ${status} ${text.slice(0, 200)}`);
    }
    same(faults, [], 'calls that failed');
  });
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

/** Waits until nothing is at work, so that the clock may be moved. */
export const untilIdle = async ({ api, standIn }: World): Promise<void> => {
  const busy = async (): Promise<string[]> => {
    const { items } = await api.get<{ items: TaskView[] }>('/v1/tasks');
    const tasks = items.filter(({ status }) => ['preparing', 'sending'].includes(status));
    return [...tasks.map(({ taskId, status }) => `task ${taskId}: ${status}`), ...(await fullQueues(standIn))];
  };
  await until(busy, (those) => those.length === 0, { what: 'nothing is at work', withinMs: 180_000 });
};
