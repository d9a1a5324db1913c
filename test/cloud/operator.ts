import { unmarshall } from '@aws-sdk/util-dynamodb';
import { immediateTask } from '../../bench/support/campaign.ts';
import { createApiKey } from '../../core/access/manage-api-keys.ts';
import { addressHash } from '../../core/audience/address-hash.ts';
import { createImport } from '../../core/audience/import/create-import.ts';
import { uploadKey } from '../../core/audience/import/import.ts';
import { addToCount, requireList } from '../../core/audience/list-store.ts';
import { createList } from '../../core/audience/manage-lists.ts';
import { memberKeyIn, memberPartitions, NEW_LIST_PARTITIONS, partitionIndex } from '../../core/audience/spread.ts';
import { createTemplate } from '../../core/content/manage-templates.ts';
import { createDomain, type WarmUpInput } from '../../core/domains/manage-domain.ts';
import type { Run } from '../../core/runs/run.ts';
import { runFromItem } from '../../core/runs/run-store.ts';
import type { Item } from '../../core/tables.ts';
import { createTask } from '../../core/tasks/create-task.ts';
import type { Task } from '../../core/tasks/task.ts';
import { createUnsubscribeLinks, type UnsubscribeLinks } from '../../core/unsubscribe/links.ts';
import { createWebhook } from '../../core/webhooks/manage-webhooks.ts';
import { startPortsIn } from '../../lambdas/compose/starter.ts';
import { LocalIdentities } from '../../local/identities.ts';
import { Process } from './caller.ts';
import type { Cloud } from './cloud.ts';

import { NO_CHAIN } from './sqs.ts';
import { worldOf } from './world.ts';

export const DOMAIN = 'cloud.example';

export const addressOf = (index: number): string => `reader-${index}@example.net`;

const DATA = {
  data: { S: JSON.stringify({ name: 'A reader of ours', city: 'Leeds', code: 'R0000000', until: '30 November' }) },
};

/** A person who prepares a scenario by the product's own use cases, is never throttled and is not counted. */
export class Operator {
  readonly #cloud: Cloud;
  readonly world;
  #templateId = '';

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.world = worldOf(cloud, new Process('operator', cloud.timeline, 1_000, true), () => NO_CHAIN);
  }

  /** A domain, warm unless it is said otherwise, and a template. */
  async prepare(warmUp: WarmUpInput = { plan: 'unlimited' }): Promise<void> {
    const { world } = this;
    await createDomain(
      { ...world, identities: new LocalIdentities(), tasksUsing: async () => [], quotaDayOffsetMinutes: 0 },
      { domain: DOMAIN, ...warmUp },
    );
    const text = 'Good morning, {{ email }}.';
    this.#templateId = (await createTemplate(world, { name: 'letter', subject: 'Hello', html: null, text })).templateId;
  }

  async apiKey(): Promise<string> {
    return (await createApiKey(this.world, { name: 'cloud', role: 'admin' })).apiKey;
  }

  async makeList(): Promise<string> {
    return (await createList(this.world, { name: 'list', description: null })).listId;
  }

  /** What writes the addresses of the pages on which readers unsubscribe. */
  get links(): UnsubscribeLinks {
    return createUnsubscribeLinks(this.world, this.world.publicUrl);
  }

  /** A list with members, put into the tables as they would be stored; `data`: each with some 100 bytes of it. */
  async fillList(members: number, { data = false } = {}): Promise<string> {
    const listId = await this.makeList();
    const list = await requireList(this.world.tables, listId);
    const stored = this.#cloud.dynamo.stored('Audience');
    const all = Array.from({ length: members }, (_, index) => {
      const email = addressOf(index);
      return { hash: addressHash(email), email };
    });
    all.sort((a, b) => (a.hash < b.hash ? -1 : 1));
    const counts = new Map<number, number>();
    for (const { hash, email } of all) {
      const { pk, sk } = memberKeyIn(list, hash);
      stored.replace(pk, sk, { pk: { S: pk }, sk: { S: sk }, email: { S: email }, ...(data ? DATA : {}) }, 0);
      const partition = partitionIndex(list.partitions, hash);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    for (const [partition, count] of counts) {
      await this.world.tables.write(addToCount(list, partition, count, this.world.random));
    }
    return listId;
  }

  /** Uploads a CSV of so many rows, which starts its import. */
  async importList(rows: number): Promise<{ listId: string; importId: string }> {
    const listId = await this.makeList();
    const { made } = await createImport(this.world, listId);
    const lines = ['email,name'];
    for (let index = 0; index < rows; index += 1) lines.push(`${addressOf(index)},Reader ${index}`);
    this.#cloud.bucket.store(uploadKey(listId, made.importId), Buffer.from(`${lines.join('\n')}\n`));
    await this.world.importQueue.send({ v: 1, listId, importId: made.importId });
    return { listId, importId: made.importId };
  }

  createTask(listId: string): Promise<Task> {
    return createTask(immediateTask({ from: `News <news@${DOMAIN}>`, templateId: this.#templateId, listId }), {
      ...startPortsIn(this.world),
      composer: { compose: () => 'x' },
    });
  }

  async hearOf(events: Parameters<typeof createWebhook>[1]['events']): Promise<void> {
    await createWebhook(
      { ...this.world, receivers: this.#cloud.receivers },
      { url: 'https://receiver.example/hook', events, description: null },
      'mailramp.example',
    );
  }
}

/** Every run as it is stored. */
export function allRuns(cloud: Cloud): Run[] {
  const runs: Run[] = [];
  for (const item of cloud.dynamo.stored('Campaigns').all()) {
    if (item.sk?.S?.startsWith('RUN#') && item.runId) runs.push(runFromItem(unmarshall(item) as Item));
  }
  return runs;
}

/** Members as they are stored, without asking the product. */
export const membersIn = (cloud: Cloud, listId: string): number =>
  memberPartitions({ listId, partitions: NEW_LIST_PARTITIONS }).reduce(
    (sum, { pk }) => sum + cloud.dynamo.stored('Audience').count(pk),
    0,
  );
