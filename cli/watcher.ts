import type { ApiClient } from '../adapters/api/client.ts';
import { titled } from './titles.ts';

/** What the progress shows of a task; a part of what the API answers. */
export interface TaskView {
  taskId: string;
  name: string | null;
  subject: string | null;
  templateId: string;
  type: string;
  from: string;
  status: string;
  error: string | null;
  hold: { reason: string; since: string | null; resumesAt: string | null; behind: string | null } | null;
  startAt: string | null;
  runId: string | null;
  progress: number;
  counts: {
    requested: number;
    sent: number;
    failed: number;
    skipped: number;
    unknown: number;
    cached: number;
    inFlight: number;
  };
  updatedAt: string;
}

/** A task, and how many mails a second it has been sending lately (real time). */
export interface WatchedTask extends TaskView {
  rate: number;
}

const MAX_TASKS = 20;
/** Rates are taken over this time. */
const RATE_WINDOW_MS = 2_000;

/** Reads the latest tasks over the API, and how fast they go. */
export class Watcher {
  readonly #api: ApiClient;
  /** What the one task is called by that has no subject of its own; empty if nothing. */
  #title: string | undefined;
  readonly #samples = new Map<string, { at: number; sent: number }[]>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** The latest tasks, oldest first. */
  async look(): Promise<WatchedTask[]> {
    const { items } = await this.#api.get<{ items: TaskView[] }>('/v1/tasks', { query: { limit: MAX_TASKS } });
    const now = performance.now();
    const ids = new Set(items.map(({ taskId }) => taskId));
    for (const taskId of this.#samples.keys()) if (!ids.has(taskId)) this.#samples.delete(taskId);
    return items.reverse().map((task) => ({ ...task, rate: this.#rate(task, now) }));
  }

  /** One task. */
  async lookAt(taskId: string): Promise<WatchedTask> {
    const task = await this.#api.get<TaskView>('/v1/tasks/{id}', { params: { id: taskId } });
    this.#title ??= (await titled(this.#api, [task]))[0]?.subject ?? '';
    const subject = task.subject ?? (this.#title === '' ? null : this.#title);
    return { ...task, subject, rate: this.#rate(task, performance.now()) };
  }

  #rate({ taskId, counts: { sent } }: TaskView, now: number): number {
    const known = this.#samples.get(taskId) ?? [];
    // A new run begins again at 0.
    const recent = known.filter((sample) => now - sample.at <= RATE_WINDOW_MS && sample.sent <= sent);
    recent.push({ at: now, sent });
    this.#samples.set(taskId, recent);
    const first = recent[0];
    return first === undefined || first.at === now ? 0 : ((sent - first.sent) * 1_000) / (now - first.at);
  }
}
