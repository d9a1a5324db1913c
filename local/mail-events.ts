import { setTimeout as wait } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Clock, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { readIfPresent, writeAtomically } from './atomic-file.ts';
import { firstLinkOf } from './first-link.ts';
import type { InboxStore } from './inbox-store.ts';
import { eventOfReader, eventsOfArrival, type ReaderAct } from './ses-events.ts';

/** Mails a batch: as many as the recorder writes in one transaction. */
const MAILS_A_BATCH = 90;
const RETRY_MS = 500;
const MAX_TRIES = 5;
/** While mail arrives, batches are so far apart: sending and recording share one process, and sending goes first. */
const BUSY_PAUSE_MS = 400;
const QUIET_AFTER_MS = 100;
/** How often it is noted how far the events have come; after a crash those since then come twice. */
const NOTE_EVERY_MS = SECOND;

export type RecordBatch = (event: Pick<SQSEvent, 'Records'>) => Promise<SQSBatchResponse>;

export interface MailEventsOptions {
  store: InboxStore;
  clock: Clock;
  log: Log;
  /** Where it is noted how far the events have come; null for nowhere. */
  path: string | null;
  /** The recorder. */
  record: RecordBatch;
}

/**
 * The counterpart of SES's event publishing and its queue on AWS: every mail of the inbox has its events. The inbox
 * itself is the queue, so that events survive a crash: those not noted as recorded come again.
 */
export class MailEvents {
  readonly #options: MailEventsOptions;
  /** The last mail with recorded events. */
  #doneId: number;
  #noted = 0;
  #arrivedAt = 0;
  #isStopped = false;
  #working: Promise<void> | undefined;

  constructor(options: MailEventsOptions) {
    this.#options = options;
    const noted = options.path === null ? undefined : readIfPresent(options.path);
    // A cleared inbox starts again.
    this.#doneId = Math.min(Number(noted ?? 0), options.store.lastId);
  }

  start(): void {
    this.#options.store.onAdded = () => {
      this.#arrivedAt = performance.now();
      this.#work();
    };
    this.#work();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#working;
    this.#note();
  }

  /** Whether the events of every mail are recorded. */
  get isAtRest(): boolean {
    return this.#working === undefined;
  }

  /** Resolves once the events of every mail are recorded. */
  async settled(): Promise<void> {
    while (this.#working !== undefined && !this.#isStopped) await this.#working;
  }

  /** What happens when a reader opens a mail or follows its first link; false when no mail of ours has the id. */
  async act(id: number, act: ReaderAct): Promise<boolean> {
    const entry = this.#options.store.entry(id);
    if (!entry || entry.mailId === null) return false;
    const link = act === 'click' ? await firstLinkOf(this.#options.store, id) : null;
    await this.#record([eventOfReader(entry, { act, link }, this.#options.clock.now())]);
    return true;
  }

  #work(): void {
    if (this.#isStopped || this.#working !== undefined) return;
    this.#working = this.#drain()
      .catch((error: unknown) => this.#options.log.error('mail-events-failed', error))
      .finally(() => {
        this.#working = undefined;
        // What came between the last look and now.
        if (this.#options.store.lastId > this.#doneId) this.#work();
      });
  }

  async #drain(): Promise<void> {
    while (!this.#isStopped) {
      const entries = this.#options.store.after(this.#doneId, MAILS_A_BATCH);
      const last = entries.at(-1);
      if (!last) {
        this.#doneId = Math.max(this.#doneId, this.#options.store.lastId);
        return;
      }
      await this.#untilQuiet();
      await this.#record(entries.flatMap(eventsOfArrival));
      if (this.#isStopped) return;
      this.#doneId = last.id;
      if (performance.now() - this.#noted > NOTE_EVERY_MS) this.#note();
    }
  }

  /** Waits while mail arrives, but not for long. */
  async #untilQuiet(): Promise<void> {
    const until = performance.now() + BUSY_PAUSE_MS;
    while (!this.#isStopped && performance.now() < until) {
      const left = this.#arrivedAt + QUIET_AFTER_MS - performance.now();
      if (left <= 0) return;
      await wait(Math.min(left, QUIET_AFTER_MS));
    }
  }

  async #record(bodies: string[]): Promise<void> {
    let records = bodies.map(recordOf);
    for (let attempt = 1; records.length > 0; attempt += 1) {
      const { batchItemFailures } = await this.#options.record({ Records: records });
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      records = records.filter(({ messageId }) => failed.has(messageId));
      if (records.length === 0 || this.#isStopped) return;
      if (attempt === MAX_TRIES) {
        this.#options.log.error('mail-events-given-up', new Error(`${records.length} events`));
        return;
      }
      await wait(RETRY_MS);
    }
  }

  #note(): void {
    this.#noted = performance.now();
    if (this.#options.path !== null) writeAtomically(this.#options.path, String(this.#doneId));
  }
}

/** The form in which a Lambda event source hands a message over; the recorder reads only these fields. */
const recordOf = (body: string, index: number): SQSRecord => ({ messageId: String(index), body }) as SQSRecord;
