import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeployedApi } from './api.ts';
import type { Cdk, Outputs } from './cdk.ts';
import { until } from './check.ts';
import { REGION, type SentMail, type StandIn } from './stand-in.ts';

export interface TaskView {
  taskId: string;
  status: string;
  runId: string | null;
  progress: number;
  hold: { reason: string; since: string; resumesAt: string | null } | null;
  counts: Record<'requested' | 'sent' | 'failed' | 'skipped' | 'unknown' | 'cached' | 'inFlight', number>;
  nextOccurrences: { utc: string }[];
}

/** The deployed stack and what the journey made in it. */
export interface World {
  standIn: StandIn;
  cdk: Cdk;
  outputs: Outputs;
  api: DeployedApi;
}

export const SECOND = 1000;
/** The stand-in is slower than AWS, and a call must end within 30 s. */
const READERS_A_CALL = 200;

export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Counts of a run of nobody. */
export const NOBODY = { requested: 0, sent: 0, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 0 };

/** The API as the outputs of a deployment name it, with the key of its secret. */
export async function openApi(standIn: StandIn, outputs: Outputs): Promise<DeployedApi> {
  const client = new SecretsManagerClient({
    endpoint: standIn.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: outputs.ApiKeySecret }));
  return new DeployedApi(standIn, outputs.ApiUrl, SecretString ?? null);
}

/** A list of so many readers, whose addresses begin with a prefix. */
export async function newList(api: DeployedApi, prefix: string, readers: number): Promise<string> {
  const { listId } = await api.post<{ listId: string }>('/v1/lists', { name: `Readers ${prefix}` });
  const recipients = Array.from({ length: readers }, (_, i) => ({
    email: `${prefix}${i}@readers.test`,
    data: { name: `${prefix} ${i}` },
  }));
  for (let from = 0; from < readers; from += READERS_A_CALL) {
    await api.post(`/v1/lists/${listId}/recipients`, { recipients: recipients.slice(from, from + READERS_A_CALL) });
  }
  return listId;
}

export const newTemplate = async (api: DeployedApi): Promise<string> => {
  const template = { name: 'Letter', subject: 'A letter for {{ name }}', html: '<p>Dear {{ name }}, here it is.</p>' };
  return (await api.post<{ templateId: string }>('/v1/templates', template)).templateId;
};

export const newTask = (api: DeployedApi, body: Record<string, unknown>): Promise<TaskView> =>
  api.call('POST', '/v1/tasks', body, { 'idempotency-key': randomUUID() });

export const readTask = (api: DeployedApi, taskId: string): Promise<TaskView> => api.get(`/v1/tasks/${taskId}`);

export const untilTask = (
  api: DeployedApi,
  taskId: string,
  what: string,
  isSo: (task: TaskView) => boolean,
): Promise<TaskView> =>
  until(
    async () => {
      // What a failure should show comes first.
      const { status, hold, counts, ...rest } = await readTask(api, taskId);
      return { status, hold, counts, ...rest };
    },
    isSo,
    { what, withinMs: 180_000 },
  );

/** Addresses to which mail went, each as often as it did, of those that begin with a prefix. */
export const addressesOf = (mails: SentMail[], prefix: string): string[] =>
  mails.flatMap(({ to }) => to).filter((address) => address.startsWith(prefix));

/** How many mails each address got, as the set of those numbers: `[1]` means each exactly one. */
export const copiesEach = (addresses: string[]): number[] => {
  const copies = new Map<string, number>();
  for (const address of addresses) copies.set(address, (copies.get(address) ?? 0) + 1);
  return [...new Set(copies.values())].sort((a, b) => a - b);
};
