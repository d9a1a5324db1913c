import { unmarshall } from '@aws-sdk/util-dynamodb';
import { DAY, HOUR, type Instant, MINUTE } from '../../../core/clock.ts';
import type { Receivers, WebhookRequest } from '../../../core/webhooks/receivers.ts';
import { Cloud } from '../cloud.ts';
import { Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { troubles } from './troubles.ts';

const NAME = 'webhook-down-24h';
const TASKS = 20;
const EVENTS_A_TASK = 2;
const READERS = 20;
/** One task after the other, over the first hours of the day. */
const EVERY = 20 * MINUTE;
/** After it comes back: longer than the longest wait between two attempts. */
const AFTER = 12 * HOUR;

/** Answers nothing until it comes back, then everything. */
class Receiver implements Receivers {
  readonly #now: () => Instant;
  readonly #backAt: () => Instant;
  readonly received: { id: string; type: string; taskId: string }[] = [];
  attempts = 0;

  constructor(now: () => Instant, backAt: () => Instant) {
    this.#now = now;
    this.#backAt = backAt;
  }

  async refusal(): Promise<null> {
    return null;
  }

  async post({ id, body }: WebhookRequest): ReturnType<Receivers['post']> {
    this.attempts += 1;
    if (this.#now() < this.#backAt()) return { kind: 'unreachable', reason: 'connect ECONNREFUSED' };
    const { type, data } = JSON.parse(body) as { type: string; data: { taskId: string } };
    if (!this.received.some((one) => one.id === id)) this.received.push({ id, type, taskId: data.taskId });
    return { kind: 'answered', status: 200 };
  }

  /** Tasks of which the end was heard before the start. */
  get outOfOrder(): number {
    const ended = new Set<string>();
    let wrong = 0;
    for (const { type, taskId } of this.received) {
      if (type === 'task.finished') ended.add(taskId);
      else if (ended.has(taskId)) wrong += 1;
    }
    return wrong;
  }
}

const down: Scenario = {
  names: [NAME],
  settings: {},
  mostSeconds: 300,
  async run(stack, report) {
    let backAt = Number.POSITIVE_INFINITY;
    const cloud = new Cloud(stack);
    const receiver = new Receiver(
      () => cloud.now,
      () => backAt,
    );
    cloud.receivers = receiver;
    const operator = new Operator(cloud);
    await cloud.during(operator.prepare());
    await cloud.during(operator.hearOf(['task.started', 'task.finished']));
    const listId = await cloud.during(operator.fillList(READERS));
    backAt = cloud.now + DAY;
    for (let task = 0; task < TASKS; task += 1) {
      await cloud.during(operator.createTask(listId));
      await cloud.runUntil(() => false, EVERY);
    }
    while (cloud.now < backAt + AFTER) {
      await cloud.runUntil(() => false, HOUR);
      report(rowsOf(cloud, receiver));
    }
    return rowsOf(cloud, receiver);
  },
};

function rowsOf(cloud: Cloud, receiver: Receiver): Row[] {
  const expected = TASKS * EVENTS_A_TASK;
  const statuses = new Map<string, number>();
  for (const item of cloud.dynamo.stored('Content').all()) {
    if (item.deliveryId === undefined) continue;
    const { status } = unmarshall(item) as { status: string };
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  const pending = statuses.get('pending') ?? 0;
  const { received, outOfOrder, attempts } = receiver;
  return [
    {
      name: NAME,
      figure: rounded((100 * received.length) / expected),
      unit: '% of the events',
      goal: 'all when it is back, in order, none pending',
      met: received.length === expected && outOfOrder === 0 && pending === 0,
      notes: [
        `${received.length} of ${expected} delivered, ${outOfOrder} out of order, after ${attempts} attempts`,
        `rows: ${[...statuses].map(([status, n]) => `${n} ${status}`).join(', ')}`,
        ...troubles(cloud),
      ],
    },
  ];
}

export const WEBHOOKS: readonly Scenario[] = [down];
