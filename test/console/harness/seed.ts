import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../../../adapters/api/client.ts';

export const DOMAIN = 'news.example.com';
const LOOK_MS = 200;
const MONTH = 30 * 86_400_000;

export interface Made {
  taskId: string;
  listId: string;
  templateId: string;
  status: string;
}

/** Names that a user may choose: long, in other scripts, from right to left, and such as an attacker would. */
const NAMES = [
  'Autumn letter',
  'お歳暮ギフトのご案内と年末年始の営業日について（重要なお知らせ）',
  '双十一预告',
  'رسالة الخريف',
  '<img src=x onerror=alert(1)>',
  'ANameWithoutAnySpaceThatIsAsLongAsSomebodyMayHaveTheIdeaToMakeIt',
];

/** A domain, a list of 1,200, a template, and tasks that are parked, wait, and are cancelled. */
export async function seed(api: ApiClient): Promise<void> {
  await api.post('/v1/domains', { domain: DOMAIN });
  const { listId } = await api.post<Made>('/v1/lists', { name: 'Readers' });
  await api.post('/v1/lists/{id}/recipients', { recipients: recipientsOf(1_200) }, { params: { id: listId } });
  const template = { name: 'Hello', subject: 'Hello {{ name }}', html: '<p>Good morning, {{ name }}.</p>' };
  const { templateId } = await api.post<Made>('/v1/templates', template);
  const common = { from: `News <news@${DOMAIN}>`, templateId, listId };
  const first = await api.post<Made>('/v1/tasks', { ...common, type: 'immediate', name: NAMES[0] });
  await untilStatus(api, first.taskId, 'paused');
  const { now } = await api.get<{ now: string }>('/_local/clock');
  const later = { ...common, type: 'timed', startAt: new Date(Date.parse(now) + MONTH).toISOString() };
  for (const name of NAMES.slice(1)) await api.post('/v1/tasks', { ...later, name });
  const last = await api.post<Made>('/v1/tasks', later);
  await api.post('/v1/tasks/{id}/cancel', undefined, { params: { id: last.taskId } });
}

export async function untilStatus(api: ApiClient, id: string, status: string): Promise<void> {
  while ((await api.get<Made>('/v1/tasks/{id}', { params: { id } })).status !== status) await wait(LOOK_MS);
}

export const recipientsOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ email: `reader${n}@example.com`, data: { name: `R${n}` } }));
