import { MemoryTables } from '../../adapters/memory/tables.ts';
import type { Clock } from '../../core/clock.ts';
import { rateKey, TASKS } from '../../core/keys.ts';
import type { Run, Segment } from '../../core/runs/run.ts';
import { runFromItem } from '../../core/runs/run-store.ts';
import { segmentFromItem } from '../../core/runs/segment-store.ts';
import type { Item, Key, Page, Query, TableName, TransactResult, Write, WriteResult } from '../../core/tables.ts';
import type { Task } from '../../core/tasks/task.ts';
import { newTaskWrite, readTask } from '../../core/tasks/task-store.ts';
import { type QuotaDay, quotaDayFromItem } from '../../core/warm-up/quota-ledger.ts';
import type { Process } from './machine.ts';

export interface Diff<T> {
  before: T | undefined;
  after: T;
  /** `after` as JSON. */
  text: string;
}

/** What one write or transaction did to the rows that the protocol is about. */
export interface Change {
  by: Process;
  runs: Diff<Run>[];
  segments: Diff<Segment>[];
  quotas: Diff<QuotaDay>[];
}

export const keyOf = (write: Write): Key => (write.kind === 'put' ? write.item : write.key);
const quotaName = (domain: string, day: string): string => `${domain} ${day}`;

/** The tables in memory, and beside them every run, segment and quota row as it is, each change announced. */
export class Truth {
  readonly tables: MemoryTables;
  readonly runs = new Map<string, Run>();
  /** By run, then by serial. */
  readonly segments = new Map<string, Map<number, Segment>>();
  readonly tasks = new Map<string, Task>();
  readonly quotas = new Map<string, QuotaDay>();
  readonly #texts = new WeakMap<object, string>();
  /** Grows with every change of a row. */
  changes = 0;
  onChange: (change: Change) => void = () => {};
  /** A transaction that was refused, or repeated without effect. */
  onNoEffect: (by: Process, writes: Write[], result: TransactResult) => void = () => {};

  /** Whether everything is held, as the row says; told of each end of a hold. */
  isHeld = false;
  onReleased: () => void = () => {};
  onRate: (by: Process, from: number | undefined, to: number) => void = () => {};
  onQuery: (by: Process, query: Query, page: Page) => void = () => {};

  constructor(clock: Pick<Clock, 'now'>, indexLag: () => number) {
    this.tables = new MemoryTables(clock, { indexLag });
  }

  async write(by: Process, write: Write): Promise<WriteResult> {
    const rate = write.kind === 'update' && write.key.pk === rateKey.pk ? await this.#tat() : undefined;
    const result = await this.tables.write(write);
    if (result.ok && write.kind === 'update' && write.key.pk === rateKey.pk) {
      const to = await this.#tat();
      if (to !== undefined && to !== rate) this.onRate(by, rate, to);
      await this.#lookAtHold();
    }
    if (result.ok) await this.#announce(by, [write]);
    return result;
  }

  async #lookAtHold(): Promise<void> {
    const row = await this.tables.get('WarmUp', rateKey);
    if (this.isHeld && row?.heldSince === undefined) this.onReleased();
    this.isHeld = row?.heldSince !== undefined;
  }

  async transact(by: Process, writes: Write[], token: string): Promise<TransactResult> {
    const before = this.changes;
    const result = await this.tables.transact(writes, token);
    if (result.ok) await this.#announce(by, writes);
    if (this.changes === before) this.onNoEffect(by, writes, result);
    return result;
  }

  async query(by: Process, query: Query): Promise<Page> {
    const page = await this.tables.query(query);
    this.onQuery(by, query, page);
    return page;
  }

  segmentsOf(runId: string): Iterable<Segment> {
    return this.segments.get(runId)?.values() ?? [];
  }

  quota(domain: string, day: string): QuotaDay | undefined {
    return this.quotas.get(quotaName(domain, day));
  }

  /** A task that a user makes; nobody sees how. */
  async makeTask(task: Task): Promise<void> {
    await this.tables.write(newTaskWrite(task));
    this.tasks.set(task.taskId, task);
  }

  async #noteTask(sk: string): Promise<void> {
    const task = await readTask(this.tables, String(Number(sk)));
    if (task) this.tasks.set(task.taskId, task);
  }

  async #tat(): Promise<number | undefined> {
    return (await this.tables.get('WarmUp', rateKey))?.tat as number | undefined;
  }

  async #announce(by: Process, writes: Write[]): Promise<void> {
    const change: Change = { by, runs: [], segments: [], quotas: [] };
    for (const write of writes) {
      if (write.kind === 'check' || write.kind === 'delete') continue;
      const key = keyOf(write);
      if (key.pk === TASKS) await this.#noteTask(key.sk);
      const item = await this.tables.get(write.table, key);
      if (item) this.#note(change, write.table, key, item);
    }
    if (change.runs.length + change.segments.length + change.quotas.length > 0) this.onChange(change);
  }

  #note(change: Change, table: TableName, { pk, sk }: Key, item: Item): void {
    if (table === 'Campaigns' && sk.startsWith('RUN#')) {
      const after = runFromItem(item);
      this.#replace(this.runs, after.runId, after, change.runs);
    } else if (table === 'Campaigns' && sk.startsWith('SEGMENT#')) {
      const after = segmentFromItem(item);
      const ofRun = this.segments.get(after.runId) ?? new Map<number, Segment>();
      this.segments.set(after.runId, ofRun);
      this.#replace(ofRun, after.serial, after, change.segments);
    } else if (table === 'WarmUp' && pk.startsWith('QUOTA#')) {
      const after = quotaDayFromItem(item);
      this.#replace(this.quotas, quotaName(after.domain, after.day), after, change.quotas);
    }
  }

  #replace<K, T extends object>(rows: Map<K, T>, key: K, after: T, diffs: Diff<T>[]): void {
    const before = rows.get(key);
    const text = JSON.stringify(after);
    if (before !== undefined && this.#texts.get(before) === text) return;
    rows.set(key, after);
    this.#texts.set(after, text);
    diffs.push({ before, after, text });
    this.changes += 1;
  }
}
