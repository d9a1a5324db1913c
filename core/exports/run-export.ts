import { csvLine } from '../audience/import/csv.ts';
import { type Clock, type Instant, SECOND } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Log } from '../log.ts';
import { MAX_PART_NUMBER, MIN_PART_BYTES, type ObjectParts, type Objects } from '../objects.ts';
import type { ExportMessage, Queue } from '../queue.ts';
import type { Random } from '../random.ts';
import { type Tables, TablesBusy } from '../tables.ts';
import {
  type Checkpoint,
  carriedKey,
  type Export,
  type ExportWish,
  exportAt,
  exportKey,
  isOver,
  MAX_EXPORT_ROWS,
} from './export.ts';
import { ExportFailure } from './export-failure.ts';
import { claimExport, endExportWrites, readExport, updateOwned } from './export-store.ts';
import type { RowSource } from './rows.ts';

/** Time that must be left for what one more part takes, even on tables that refuse for a while. */
const PART_TIME = 60 * SECOND;
/** Before the next invocation, where tables refused this one to its end. */
const BUSY_SECONDS = 10;
/** After its deadline an invocation is dead for certain once this has passed, too. */
const LEASE_MARGIN = 5 * SECOND;
/** How often people see that it goes on. */
const SHOWN_EVERY = 2 * SECOND;
/** Bytes of a part, from which on it is stored: memory is bounded by a few of them. */
const PART_BYTES = 8 * 1_024 * 1_024;
/** Part numbers of one invocation, and so the most that it stores: 800 MB. */
const PARTS_PER_CLAIM = 100;
const MAX_CLAIMS = MAX_PART_NUMBER / PARTS_PER_CLAIM;
/** Without it spreadsheets read UTF-8 as something else. */
const BYTE_ORDER_MARK = '\ufeff';

export interface RunExportPorts {
  tables: Tables;
  objects: Objects;
  parts: ObjectParts;
  clock: Pick<Clock, 'now'>;
  random: Random;
  log: Log;
  exportQueue: Queue<ExportMessage>;
  /** The lines of what is wished. */
  rowsOf(wish: ExportWish): RowSource;
  /** @default 8 MiB */
  partBytes?: number;
}

/** One invocation of the exporter. `deadline`: when the platform ends it; read again before every page. */
export interface ExportInvocation {
  owner: string;
  readonly deadline: Instant;
}

/**
 * "Look at this export." Writes its file until the time is used up, and then sends itself a message if some of it is
 * left. Safe to repeat and to interrupt anywhere: what counts is the checkpoint, which names the parts that make the
 * file, and an invocation that has lost the export changes neither (docs/decisions/0108-exports-in-parts.md).
 */
export async function runExport(
  { exportId }: ExportMessage,
  invocation: ExportInvocation,
  ports: RunExportPorts,
): Promise<void> {
  const claimed = await claim(exportId, invocation, ports);
  if (!claimed) return;
  const work = new ExportWork(claimed, invocation, ports);
  try {
    if (claimed.claims > MAX_CLAIMS || exportAt(claimed, ports.clock.now()).status === 'failed') {
      throw new ExportFailure('stuck', 'the export did not come to an end; start it again');
    }
    const outcome = await work.write();
    if (outcome === 'lost') return;
    if (outcome === 'out-of-time') {
      await work.release();
      await ports.exportQueue.send({ v: 1, exportId });
      return;
    }
    await work.end({ status: 'finished' });
  } catch (error) {
    if (error instanceof ExportFailure) {
      ports.log.warn('export-failed', { exportId, code: error.error });
      await work.end({ status: 'failed', error: error.error, reason: error.message.slice(0, 500) });
      return;
    }
    await work.release();
    if (!(error instanceof TablesBusy)) throw error;
    // The queue would show the message again only after half an hour.
    ports.log.warn('export-busy', { exportId, reason: error.message });
    await ports.exportQueue.send({ v: 1, exportId }, BUSY_SECONDS);
  }
}

/** The export, owned by this invocation; undefined when it has ended or has another owner. */
async function claim(
  exportId: string,
  { owner, deadline }: ExportInvocation,
  { tables, clock }: RunExportPorts,
): Promise<Export | undefined> {
  const now = clock.now();
  const stored = await readExport(tables, exportId);
  if (!stored || isOver(stored) || stored.leaseUntil > now) return undefined;
  const leaseUntil = deadline + LEASE_MARGIN;
  const result = await tables.write(claimExport(stored, owner, leaseUntil, now));
  if (!result.ok) return undefined;
  const { claims, startedAt } = stored;
  return { ...stored, owner, leaseUntil, claims: claims + 1, status: 'running', startedAt: startedAt ?? now };
}

/** An export that one invocation owns. */
class ExportWork {
  #export: Export;
  #partsStored = 0;
  #shownAt: Instant;
  readonly #invocation: ExportInvocation;
  readonly #ports: RunExportPorts;
  readonly #partBytes: number;

  constructor(claimed: Export, invocation: ExportInvocation, ports: RunExportPorts) {
    this.#export = claimed;
    this.#invocation = invocation;
    this.#ports = ports;
    this.#partBytes = Math.max(MIN_PART_BYTES, ports.partBytes ?? PART_BYTES);
    this.#shownAt = ports.clock.now();
  }

  /** Writes the file as far as time goes. `lost`: it has another owner now. */
  async write(): Promise<'all' | 'out-of-time' | 'lost'> {
    if (this.#export.uploadId === null && !(await this.#begin())) return 'lost';
    const { wish, checkpoint } = this.#export;
    if (!checkpoint.isWhole) {
      const pages = this.#ports.rowsOf(wish)(checkpoint.place);
      const outcome = await this.#writePages(pages, await this.#carried());
      if (outcome !== 'all') return outcome;
    }
    const { exportId, uploadId } = this.#export;
    await this.#ports.parts.make(exportKey(exportId), uploadId ?? '', this.#export.checkpoint.parts);
    return 'all';
  }

  async end(changes: Pick<Export, 'status'> & Partial<Export>): Promise<void> {
    const now = this.#ports.clock.now();
    await commit(endExportWrites(this.#export, { ...changes, finishedAt: now, updatedAt: now }), this.#ports);
    const { exportId, wish, checkpoint } = this.#export;
    const { rows, bytes } = checkpoint;
    this.#ports.log.info('export-ended', { exportId, of: wish.of, status: changes.status, rows, bytes });
  }

  /** Lets another invocation go on at once. */
  async release(): Promise<void> {
    await this.#ports.tables.write(updateOwned(this.#export, { owner: null, leaseUntil: 0 }));
  }

  async #begin(): Promise<boolean> {
    const uploadId = await this.#ports.parts.begin(exportKey(this.#export.exportId));
    return this.#save({ uploadId });
  }

  async #writePages(pages: ReturnType<RowSource>, carried: Uint8Array[]): Promise<'all' | 'out-of-time' | 'lost'> {
    const { checkpoint } = this.#export;
    const waiting = { chunks: carried, place: checkpoint.place, rows: checkpoint.rows };
    for await (const page of pages) {
      waiting.chunks.push(this.#encoded(page.lines, waiting));
      waiting.rows += page.rows;
      waiting.place = page.place;
      if (waiting.rows > MAX_EXPORT_ROWS) {
        const most = MAX_EXPORT_ROWS.toLocaleString('en-US');
        throw new ExportFailure('too-many-rows', `a file has at most ${most} rows; narrow the export down`);
      }
      if (sizeOf(waiting.chunks) >= this.#partBytes && !(await this.#storePart(waiting, false))) return 'lost';
      if (this.#isOutOfTime()) return (await this.#carry(waiting)) ? 'out-of-time' : 'lost';
      if (!(await this.#show(waiting.rows))) return 'lost';
    }
    return (await this.#storePart(waiting, true)) ? 'all' : 'lost';
  }

  /** The lines as bytes; the first of a file come after its mark. */
  #encoded(lines: string[][], { place }: Pick<Waiting, 'place'>): Uint8Array {
    const text = lines.map((line) => csvLine(line)).join('');
    return Buffer.from(place === null ? BYTE_ORDER_MARK + text : text);
  }

  #isOutOfTime(): boolean {
    const { clock } = this.#ports;
    return this.#partsStored >= PARTS_PER_CLAIM - 1 || clock.now() + PART_TIME > this.#invocation.deadline;
  }

  /** The part first, then the record that it is done: one that is not recorded is in no file. */
  async #storePart(waiting: Waiting, isLast: boolean): Promise<boolean> {
    const { exportId, uploadId, claims, checkpoint } = this.#export;
    const bytes = Buffer.concat(waiting.chunks);
    this.#partsStored += 1;
    const number = (claims - 1) * PARTS_PER_CLAIM + this.#partsStored;
    const part = await this.#ports.parts.putPart(exportKey(exportId), uploadId ?? '', number, bytes);
    waiting.chunks = [];
    return this.#reach({
      place: waiting.place,
      isWhole: isLast,
      rows: waiting.rows,
      bytes: checkpoint.bytes + bytes.length,
      parts: [...checkpoint.parts, part],
      carried: null,
    });
  }

  /** Keeps what is too little for a part: a rare filter may find a few rows in hours of reading. */
  async #carry({ chunks, place, rows }: Waiting): Promise<boolean> {
    const { exportId, claims, checkpoint } = this.#export;
    const isEmpty = chunks.length === 0;
    if (!isEmpty) await this.#ports.objects.put(carriedKey(exportId, claims), Buffer.concat(chunks));
    return this.#reach({ ...checkpoint, place, rows, carried: isEmpty ? null : claims });
  }

  async #carried(): Promise<Uint8Array[]> {
    const { exportId, checkpoint } = this.#export;
    if (checkpoint.carried === null) return [];
    const bytes = await this.#ports.objects.get(carriedKey(exportId, checkpoint.carried));
    if (!bytes) throw new Error(`the rows that the export ${exportId} carries along are gone`);
    return [bytes];
  }

  async #reach(checkpoint: Checkpoint): Promise<boolean> {
    this.#shownAt = this.#ports.clock.now();
    return this.#save({ checkpoint, rows: Math.max(checkpoint.rows, this.#export.rows) });
  }

  async #show(rows: number): Promise<boolean> {
    const now = this.#ports.clock.now();
    if (now < this.#shownAt + SHOWN_EVERY) return true;
    this.#shownAt = now;
    return this.#save({ rows: Math.max(rows, this.#export.rows) });
  }

  async #save(changes: Partial<Export>): Promise<boolean> {
    const updatedAt = this.#ports.clock.now();
    const result = await this.#ports.tables.write(updateOwned(this.#export, { ...changes, updatedAt }));
    if (result.ok) this.#export = { ...this.#export, ...changes, updatedAt };
    return result.ok;
  }
}

/** What is read and not yet stored. */
interface Waiting {
  chunks: Uint8Array[];
  place: Checkpoint['place'];
  rows: number;
}

const sizeOf = (chunks: Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);
