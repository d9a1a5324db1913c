import type { z } from 'zod';
import type { domainAnswer, warmUpAnswer } from '../../lambdas/domains/schemas.ts';
import type { recipientAnswer, runAnswer, taskAnswer } from '../../lambdas/tasks/views.ts';
import { eventually, type Product } from '../support/product.ts';

export type TaskView = z.infer<typeof taskAnswer>;
export type RunView = z.infer<typeof runAnswer>;
export type RecipientView = z.infer<typeof recipientAnswer>;
export type WarmUpView = z.infer<typeof warmUpAnswer>;
type DomainView = z.infer<typeof domainAnswer>;

/** What a task needs, ready made. */
export interface Campaign {
  domain: string;
  listId: string;
  templateId: string;
}

export interface Reader {
  email: string;
  data?: Record<string, unknown>;
}

const READERS_A_CALL = 20_000;
let domains = 0;

export const readerOf = (i: number, prefix = 'reader'): Reader => ({
  email: `${prefix}${i}@readers.test`,
  data: { name: `${prefix} number ${i}` },
});

export const readersOf = (count: number, prefix?: string): Reader[] =>
  Array.from({ length: count }, (_, i) => readerOf(i, prefix));

/** A new domain, a list of so many readers and a template that names each. */
export async function newCampaign(
  product: Product,
  readers: number | Reader[],
  warmUp: Record<string, unknown> = {},
): Promise<Campaign> {
  domains += 1;
  const { domain } = await product.post<DomainView>('/v1/domains', { domain: `news${domains}.test`, ...warmUp });
  const listId = await newList(product, readers);
  const template = { name: 'Letter', subject: 'A letter for {{ name }}', text: 'Dear {{ name }}, here it is.' };
  const { templateId } = await product.post<{ templateId: string }>('/v1/templates', template);
  return { domain, listId, templateId };
}

export async function newList(product: Product, readers: number | Reader[]): Promise<string> {
  const { listId } = await product.post<{ listId: string }>('/v1/lists', { name: 'Readers' });
  const all = typeof readers === 'number' ? readersOf(readers) : readers;
  for (let from = 0; from < all.length; from += READERS_A_CALL) {
    await addReaders(product, listId, all.slice(from, from + READERS_A_CALL));
  }
  return listId;
}

export const addReaders = (product: Product, listId: string, recipients: Reader[]): Promise<unknown> =>
  product.post(`/v1/lists/${listId}/recipients`, { recipients });

/** A body that makes a task of a campaign, an immediate one if nothing else is said. */
export const taskBody = ({ domain, listId, templateId }: Campaign, more: Record<string, unknown> = {}) => ({
  type: 'immediate',
  from: `The News <news@${domain}>`,
  templateId,
  listId,
  ...more,
});

export const newTask = (product: Product, campaign: Campaign, more: Record<string, unknown> = {}): Promise<TaskView> =>
  product.post('/v1/tasks', taskBody(campaign, more));

export const readTask = (product: Product, { taskId }: Pick<TaskView, 'taskId'>): Promise<TaskView> =>
  product.get(`/v1/tasks/${taskId}`);

/** Waits, without traveling, until a task has one of some statuses. */
export const untilStatus = (
  product: Product,
  { taskId }: Pick<TaskView, 'taskId'>,
  ...statuses: TaskView['status'][]
): Promise<TaskView> =>
  eventually(
    () => product.get<TaskView>(`/v1/tasks/${taskId}`),
    ({ status }) => statuses.includes(status),
  );

/** Its runs, latest first. */
export const runsOf = (product: Product, { taskId }: Pick<TaskView, 'taskId'>): Promise<RunView[]> =>
  product.all(`/v1/tasks/${taskId}/runs`);

export const recipientsOf = (
  product: Product,
  { taskId }: Pick<TaskView, 'taskId'>,
  query = '',
): Promise<RecipientView[]> => product.all(`/v1/tasks/${taskId}/recipients?${query}`);

export const warmUpOf = (product: Product, domain: string): Promise<WarmUpView> =>
  product.get(`/v1/domains/${domain}/warm-up`);

/** What a domain sent by day, earliest first. */
export const historyOf = async (product: Product, domain: string): Promise<number[]> =>
  (await warmUpOf(product, domain)).history.map(({ sent }) => sent).reverse();

/** The addresses that a task's mails went to. */
export const addressesOf = async (product: Product, { taskId }: Pick<TaskView, 'taskId'>): Promise<string[]> =>
  (await product.inbox({ taskId })).map(({ to }) => to);

/** Counts of a run, all zero but for those given. */
export const counts = (some: Partial<TaskView['counts']>): TaskView['counts'] => ({
  requested: 0,
  sent: 0,
  failed: 0,
  skipped: 0,
  unknown: 0,
  cached: 0,
  inFlight: 0,
  ...some,
});
