import { type Clock, type Instant, SECOND } from '../../clock.ts';
import { commit } from '../../commit.ts';
import type { Log, LogFields } from '../../log.ts';
import type { Objects } from '../../objects.ts';
import { Problem } from '../../problems.ts';
import type { ImportMessage, Queue } from '../../queue.ts';
import type { Random } from '../../random.ts';
import { type Tables, TablesBusy } from '../../tables.ts';
import { readList } from '../list-store.ts';
import { joinBadRows, removeBadRowsParts, writeBadRowsPart } from './bad-rows.ts';
import { type Chunk, ChunkBuilder, type ChunkLimits, type RefusedRows } from './chunk.ts';
import { type CsvForm, type CsvReader, FileProblem } from './csv.ts';
import { importAt, isOver, type ListImport, MAX_IMPORT_BYTES, SUPPRESSIONS_ID, uploadKey } from './import.ts';
import { ImportFailure } from './import-failure.ts';
import { claimImport, endImportWrites, readImport, updateOwned } from './import-store.ts';
import { columnsOf, type Layout } from './layout.ts';
import { surveyFile } from './survey.ts';
import { listTarget, suppressionTarget, type Target } from './target.ts';

/** Time that must be left for one more chunk, even on a table that has to scale up first. */
const CHUNK_TIME = 60 * SECOND;
/** Before the next invocation, where tables refused this one to its end. */
const BUSY_SECONDS = 10;
/** After its deadline an invocation is dead for certain once this has passed, too. */
const LEASE_MARGIN = 5 * SECOND;

export interface RunImportPorts {
  tables: Tables;
  objects: Objects;
  clock: Pick<Clock, 'now'>;
  random: Random;
  log: Log;
  csv: CsvReader;
  importQueue: Queue<ImportMessage>;
  /** @default those of the target */
  chunkLimits?: ChunkLimits;
  /** Called after every chunk, and at the end. @default no call */
  onProgress?(progress: ImportProgress): void;
  /** Resumes the runs that waited for the list; the reconciler does the same later. */
  wakeRuns(listId: string): Promise<void>;
}

/** One invocation of the importer. `deadline`: when the platform ends it; read again before every chunk. */
export interface ImportInvocation {
  owner: string;
  readonly deadline: Instant;
}

/** Where an invocation that continues begins to read: at or a little before the records that are left. */
type Place = Pick<ListImport, 'readFrom' | 'readRecords'>;
type PlacedChunk = Chunk & { place: Place };

/**
 * "Look at this import." Works on it, chunk by chunk, until the time is used up, and then sends itself a message if
 * some of it is left. Safe to repeat and to interrupt anywhere: the position is stored with the counts, and members
 * keep the row that added them. Two concurrent invocations do no harm; the second one leaves at its next chunk.
 */
export async function runImport(
  { listId, importId }: ImportMessage,
  invocation: ImportInvocation,
  ports: RunImportPorts,
): Promise<void> {
  const claimed = await claim(listId, importId, invocation, ports);
  if (!claimed) return;
  const work = new ImportWork(claimed, invocation, ports);
  try {
    const outcome = await work.storeChunks(await work.begin());
    if (outcome === 'lost') return;
    if (outcome === 'out-of-time') {
      await work.release();
      await ports.importQueue.send({ v: 1, listId, importId });
      return;
    }
    await work.end({ status: 'finished' });
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) {
      await work.release();
      if (!(error instanceof TablesBusy)) throw error;
      // The queue would show the message again only after half an hour.
      ports.log.warn('import-busy', { listId, importId, reason: error.message });
      await ports.importQueue.send({ v: 1, listId, importId }, BUSY_SECONDS);
      return;
    }
    ports.log.warn('import-failed', { listId, importId, code: failure.error });
    await work.end({ status: 'failed', error: failure.error, reason: failure.message.slice(0, 500) });
  }
  await ports.wakeRuns(listId);
}

/** The import, owned by this invocation; undefined when it has ended, has another owner, or has no file yet. */
async function claim(
  listId: string,
  importId: string,
  { owner, deadline }: ImportInvocation,
  { tables, objects, clock }: RunImportPorts,
): Promise<ListImport | undefined> {
  const now = clock.now();
  const stored = await readImport(tables, listId, importId);
  if (!stored || isOver(importAt(stored, now)) || stored.leaseUntil > now) return undefined;
  if (stored.version === null && !(await objects.head(uploadKey(listId, importId)))) return undefined;
  const leaseUntil = deadline + LEASE_MARGIN;
  const result = await tables.write(claimImport(stored, owner, leaseUntil, now));
  if (!result.ok) return undefined;
  return { ...stored, owner, leaseUntil, status: 'running', startedAt: stored.startedAt ?? now };
}

function failureOf(error: unknown): ImportFailure | null {
  if (error instanceof ImportFailure) return error;
  if (error instanceof FileProblem) return new ImportFailure(error.error, error.message);
  if (error instanceof Problem && error.code === 'too-many-recipients') {
    return new ImportFailure('list-full', error.message);
  }
  if (error instanceof Problem && error.code === 'not-found') return new ImportFailure('list-missing', error.message);
  return null;
}

/** An import that one invocation owns. */
class ImportWork {
  #import: ListImport;
  /** Of the header, as far as it has been read. */
  #names: string[] = [];
  readonly #invocation: ImportInvocation;
  readonly #ports: RunImportPorts;

  constructor(claimed: ListImport, invocation: ImportInvocation, ports: RunImportPorts) {
    this.#import = claimed;
    this.#invocation = invocation;
    this.#ports = ports;
  }

  /** Looks at the file for the first time, or whether it is still the same. Returns where its rows go. */
  async begin(): Promise<Target> {
    const { objects, csv } = this.#ports;
    const { listId, importId, version } = this.#import;
    const key = uploadKey(listId, importId);
    const file = await objects.head(key);
    const target = await this.#target();
    if (version !== null) {
      if (file?.version !== version) throw new ImportFailure('file-changed', 'the file was uploaded again meanwhile');
      if (this.#import.layout !== null) return target;
    }
    if (!file || file.size === 0) throw new ImportFailure('empty', 'the file is empty');
    if (file.size > MAX_IMPORT_BYTES) {
      throw new ImportFailure('too-large', `the file has ${file.size} bytes; at most ${MAX_IMPORT_BYTES} are taken`);
    }
    const { given, encoding } = this.#import;
    // An import that an earlier version began keeps the encoding in which it was begun.
    const survey = await surveyFile({ objects, csv }, key, encoding === null ? given : { ...given, encoding });
    await this.#save({ version: file.version, bytes: file.size, ...survey });
    return target;
  }

  async #target(): Promise<Target> {
    const { listId, given } = this.#import;
    if (listId === SUPPRESSIONS_ID) return await suppressionTarget(this.#ports);
    const list = await readList(this.#ports.tables, listId);
    if (!list) throw new ImportFailure('list-missing', `there is no list ${listId}`);
    return listTarget(this.#ports, list, given);
  }

  /** Stores chunk after chunk; the next one is read while one is stored. `lost`: it has another owner now. */
  async storeChunks(target: Target): Promise<'all' | 'out-of-time' | 'lost'> {
    const chunks = this.#chunks(target);
    let following = chunks.next();
    try {
      for (;;) {
        const { value: chunk, done } = await following;
        if (done) return 'all';
        if (this.#ports.clock.now() + CHUNK_TIME > this.#invocation.deadline) return 'out-of-time';
        following = chunks.next();
        following.catch(() => undefined);
        if (!(await this.#store(chunk))) return 'lost';
      }
    } finally {
      await chunks.return(undefined).catch(() => undefined);
    }
  }

  async end(changes: Pick<ListImport, 'status'> & Partial<ListImport>): Promise<void> {
    const { objects, tables, random, clock, log } = this.#ports;
    // A file that was replaced has lost its header; its bad rows are reported nevertheless.
    if (this.#import.badParts > 0) await joinBadRows(objects, this.#import, this.#names);
    const now = clock.now();
    const writes = endImportWrites(this.#import, { ...changes, finishedAt: now, updatedAt: now });
    await commit(writes, { tables, random });
    this.#import = { ...this.#import, ...changes, finishedAt: now };
    // Last: until the end is written, it may have to be done again.
    await removeBadRowsParts(objects, this.#import);
    log.info('import-ended', progressOf(this.#import));
    this.#ports.onProgress?.(progressOf(this.#import));
  }

  /** Lets another invocation continue immediately. */
  async release(): Promise<void> {
    await this.#ports.tables.write(updateOwned(this.#import, { owner: null, leaseUntil: 0 }));
  }

  async *#chunks(target: Target): AsyncGenerator<PlacedChunk, undefined> {
    const { objects, csv, chunkLimits: limits = target.limits } = this.#ports;
    const { listId, importId, done } = this.#import;
    const { layout, form } = this.#reading();
    const first = Math.max(layout.header, done);
    const key = uploadKey(listId, importId);
    let place: Place = { readFrom: this.#import.readFrom, readRecords: this.#import.readRecords };
    let seen = place.readRecords;
    let builder: ChunkBuilder | undefined;
    const begin = (header: string[]): ChunkBuilder => {
      const columns = columnsOf(layout, header);
      this.#names = columns.names;
      return new ChunkBuilder(importId, { layout, columns, first, limits, batch: () => target.batch() });
    };
    if (layout.width !== undefined) builder = begin([]);
    else if (place.readFrom > 0) builder = begin(await this.#header(key));
    const start = place.readFrom > 0 ? { at: place.readFrom, records: place.readRecords } : null;
    for await (const { records, at } of csv.read(objects.stream(key, place.readFrom), form, start)) {
      if (at !== null) place = { readFrom: at, readRecords: seen };
      for (const record of records) {
        seen += 1;
        if (seen === layout.header) builder ??= begin(record);
        else if (builder && seen > first && builder.take(record)) yield { ...builder.end(), place };
      }
    }
    if (!builder) throw new ImportFailure('empty', 'the file is empty');
    if (!builder.isEmpty) yield { ...builder.end(), place };
  }

  /** The header of a file, for an invocation that goes on in the middle. */
  async #header(key: string): Promise<string[]> {
    const { objects, csv } = this.#ports;
    const { layout, form } = this.#reading();
    let seen = 0;
    for await (const { records } of csv.read(objects.stream(key), form)) {
      const header = records[layout.header - seen - 1];
      if (header) return header;
      seen += records.length;
    }
    throw new ImportFailure('empty', 'the file is empty');
  }

  /** How the file is read. */
  #reading(): { layout: Layout; form: CsvForm } {
    const { layout, encoding, importId } = this.#import;
    if (layout === null || encoding === null) throw new Error(`the file of the import ${importId} was not looked at`);
    return { layout, form: { encoding, delimiter: layout.delimiter } };
  }

  /** What the rows add first, then the bad rows, then the record that both are done: a repetition changes nothing. */
  async #store(chunk: PlacedChunk): Promise<boolean> {
    const { objects, log } = this.#ports;
    const { done, rows, added, repeated, invalid, refused, shortened, chunks, badParts } = this.#import;
    const stored = await chunk.batch.store();
    const hasBadRows = chunk.badLines !== '';
    if (hasBadRows) await writeBadRowsPart(objects, this.#import, badParts, chunk.badLines);
    const isMine = await this.#save({
      // What stands above the first row is done with the first chunk.
      done: Math.max(this.#reading().layout.header, done) + chunk.records,
      ...chunk.place,
      rows: rows + chunk.rows,
      added: added + stored.added,
      repeated: repeated + chunk.rows - chunk.invalid - stored.added,
      invalid: invalid + chunk.invalid,
      refused: sumOf(refused, chunk.refused),
      shortened: shortened + chunk.shortened,
      chunks: chunks + 1,
      badParts: badParts + (hasBadRows ? 1 : 0),
    });
    if (isMine) {
      log.info('import-progress', progressOf(this.#import));
      this.#ports.onProgress?.(progressOf(this.#import));
    }
    return isMine;
  }

  async #save(changes: Partial<ListImport>): Promise<boolean> {
    const now = this.#ports.clock.now();
    const result = await this.#ports.tables.write(updateOwned(this.#import, { ...changes, updatedAt: now }));
    if (result.ok) this.#import = { ...this.#import, ...changes, updatedAt: now };
    return result.ok;
  }
}

const sumOf = (counts: RefusedRows, more: RefusedRows): RefusedRows => {
  const faults = Object.keys({ ...counts, ...more }) as (keyof RefusedRows)[];
  return Object.fromEntries(faults.map((fault) => [fault, (counts[fault] ?? 0) + (more[fault] ?? 0)]));
};

/** How far an import is. */
export type ImportProgress = Pick<
  ListImport,
  'listId' | 'importId' | 'status' | 'error' | 'rows' | 'added' | 'repeated' | 'invalid'
>;

const progressOf = ({
  listId,
  importId,
  status,
  error,
  rows,
  added,
  repeated,
  invalid,
}: ListImport): ImportProgress & LogFields => ({
  listId,
  importId,
  status,
  error,
  rows,
  added,
  repeated,
  invalid,
});
