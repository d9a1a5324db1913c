import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryQueue } from '../../../adapters/memory/queue.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import type { Instant } from '../../../core/clock.ts';
import { handleNotice } from '../../../core/webhooks/deliver.ts';
import type { EventName, WebhookEvent } from '../../../core/webhooks/events.ts';
import { createWebhook, listDeliveries } from '../../../core/webhooks/manage-webhooks.ts';
import { createPublish, type Notice } from '../../../core/webhooks/notice.ts';
import type { WebhookAnswer, WebhookRequest } from '../../../core/webhooks/receivers.ts';
import { reenqueueDeliveries } from '../../../core/webhooks/reenqueue-deliveries.ts';

export const NOW = Date.UTC(2027, 0, 5, 9);

/** The notifier on memory adapters, with a receiver that answers as it is told. */
export class WebhookWorld {
  readonly clock = new ManualClock(NOW);
  readonly tables = new MemoryTables(this.clock);
  readonly random = new SeededRandom('webhooks');
  readonly noticeQueue = new MemoryQueue<Notice>(this.clock);
  readonly requests: (WebhookRequest & { type: string; at: Instant })[] = [];
  readonly errors: string[] = [];
  answer: (request: WebhookRequest) => WebhookAnswer = () => ({ kind: 'answered', status: 204 });
  readonly warnings: { event: string; fields: unknown }[] = [];
  readonly log = {
    info() {},
    warn: (event: string, fields?: unknown) => void this.warnings.push({ event, fields }),
    error: (event: string) => void this.errors.push(event),
  };
  readonly receivers = {
    refusal: async () => null,
    post: async (request: WebhookRequest) => {
      this.requests.push({ ...request, at: this.clock.now(), type: JSON.parse(request.body).type });
      return this.answer(request);
    },
  };
  readonly publish = createPublish(this);

  subscribe(...events: EventName[]) {
    return createWebhook(
      this,
      { url: 'https://hooks.example.com/in', events, description: null },
      'mailramp.example.com',
    );
  }

  event(event: EventName, at: Instant = this.clock.now(), taskId: string | null = '17'): WebhookEvent {
    return { event, taskId, at, data: { taskId, runId: taskId && `${taskId}-1` } };
  }

  /** Handles what is due now, until nothing is. */
  async settle(): Promise<void> {
    for (let notice = this.noticeQueue.take(); notice; notice = this.noticeQueue.take()) {
      await handleNotice(notice, this);
    }
  }

  /** What the reconciler does for deliveries. */
  reconcile() {
    return reenqueueDeliveries(this, Number.POSITIVE_INFINITY);
  }

  /** Lets time pass: delayed messages arrive at their instants, and the reconciler looks when it finds work. */
  async travel(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    await this.settle();
    for (;;) {
      const { nextAt } = await this.reconcile();
      await this.settle();
      const next = Math.min(this.noticeQueue.waiting()[0]?.dueAt ?? end + 1, nextAt ?? end + 1);
      if (next > end) break;
      this.clock.moveTo(Math.max(next, this.clock.now()));
      await this.settle();
    }
    if (end > this.clock.now()) this.clock.moveTo(end);
  }

  async deliveries(webhookId: string) {
    return (await listDeliveries(this, webhookId, { limit: 100, after: null })).deliveries;
  }
}
