import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { readHeaders } from './mail-headers.ts';

/** One mail in one mailbox. */
export interface InboxEntry {
  id: number;
  /** Header "From", decoded. */
  from: string | null;
  to: string;
  subject: string | null;
  /** Real time and the clock that travels, ISO 8601. */
  receivedAt: string;
  clockAt: string;
  mailId: string | null;
  /** The place of its raw message. */
  offset: number;
  length: number;
}

/** The stored fields of a message besides its bytes. `id` is that of the first recipient; the others follow it. */
interface Meta {
  id: number;
  from: string | null;
  to: string[];
  subject: string | null;
  receivedAt: string;
  clockAt: string;
  mailId: string | null;
}

/** Bytes by their place. Appended bytes are with the operating system when `append` resolves. */
export interface ByteLog {
  readonly size: number;
  append(bytes: Buffer[]): Promise<void>;
  read(offset: number, length: number): Promise<Buffer>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

const MAGIC = 0x4d52_4d31;
/** Magic, length of the meta data, length of the message, CRC-32 of the meta data. */
const PREFIX_BYTES = 16;
/** Messages appended by one write. */
const MAX_BATCH = 256;

/**
 * The messages of the inbox: an append-only log and its index in memory (about 300 bytes a message). A record that a
 * crash tore is cut off at the next start; it was never acknowledged.
 */
export class InboxStore {
  readonly #log: ByteLog;
  #entries: InboxEntry[] = [];
  #nextId = 1;
  #clearedTo = 0;
  #waiting: { record: Buffer[]; length: number; done: () => void; failed: (error: unknown) => void; meta: Meta }[] = [];
  #writer: Promise<void> = Promise.resolve();
  /** Called after mails have been stored. */
  onAdded: () => void = () => {};

  private constructor(log: ByteLog) {
    this.#log = log;
  }

  /** Reads the index from the log. */
  static async open(log: ByteLog): Promise<InboxStore> {
    const store = new InboxStore(log);
    await store.#recover();
    return store;
  }

  /** Stores one message for all its recipients. Resolves when the operating system has it. */
  add(raw: Buffer, to: string[], receivedAt: string, clockAt: string): Promise<void> {
    const meta: Meta = { id: this.#nextId, ...readHeaders(raw), to, receivedAt, clockAt };
    this.#nextId += to.length;
    const metaBytes = Buffer.from(JSON.stringify(meta));
    const prefix = Buffer.allocUnsafe(PREFIX_BYTES);
    prefix.writeUInt32BE(MAGIC, 0);
    prefix.writeUInt32BE(metaBytes.length, 4);
    prefix.writeUInt32BE(raw.length, 8);
    prefix.writeUInt32BE(crc32(metaBytes), 12);
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        record: [prefix, metaBytes, raw],
        length: raw.length,
        done: resolve,
        failed: reject,
        meta,
      });
      if (this.#waiting.length === 1) this.#inTurn(() => this.#flush()).catch(reject);
    });
  }

  /** Entries in the order of arrival, after the one with id `after`. `total` counts all matches. */
  find(filter: { to?: string; taskId?: string; limit: number; after: number }): {
    total: number;
    items: InboxEntry[];
    next: number | null;
  } {
    const isMatch = matcherOf(filter);
    const items: InboxEntry[] = [];
    let total = 0;
    let hasMore = false;
    for (const entry of this.#entries) {
      if (!isMatch(entry)) continue;
      total += 1;
      if (entry.id <= filter.after) continue;
      if (items.length < filter.limit) items.push(entry);
      else hasMore = true;
    }
    return { total, items, next: hasMore ? (items.at(-1)?.id ?? null) : null };
  }

  /** Entries with smaller ids than `before`, the newest first. `total` counts all matches. */
  latest(filter: { to?: string; taskId?: string; limit: number; before: number }): {
    total: number;
    items: InboxEntry[];
    next: number | null;
  } {
    const isAll = filter.to === undefined && filter.taskId === undefined;
    const matches = isAll ? this.#entries : this.#entries.filter(matcherOf(filter));
    const end = matches.findLastIndex(({ id }) => id < filter.before) + 1;
    const items = matches.slice(Math.max(0, end - filter.limit), end).reverse();
    return { total: matches.length, items, next: end > filter.limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** How many mails there are. */
  get total(): number {
    return this.#entries.length;
  }

  /** Id of the latest entry there ever was; 0 for none. */
  get lastId(): number {
    return this.#entries.at(-1)?.id ?? this.#clearedTo;
  }

  entry(id: number): InboxEntry | undefined {
    const [entry] = this.after(id - 1, 1);
    return entry?.id === id ? entry : undefined;
  }

  /** Up to `limit` entries with greater ids than `id`, in their order. */
  after(id: number, limit: number): InboxEntry[] {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.id ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return this.#entries.slice(low, low + limit);
  }

  /** The raw message of an entry. */
  async raw(id: number): Promise<Buffer | undefined> {
    const entry = this.entry(id);
    return entry === undefined ? undefined : this.#log.read(entry.offset, entry.length);
  }

  /** Removes everything; ids continue, so that no old cursor or id names a new message. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      this.#clearedTo = this.lastId;
      this.#entries = [];
      await this.#log.truncate(0);
    });
  }

  async close(): Promise<void> {
    await this.#writer;
    await this.#log.close();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#writer.then(work);
    this.#writer = result.catch(() => undefined);
    return result;
  }

  /** Appends the messages that have arrived in the meantime, many in one write. */
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MAX_BATCH);
      let offset = this.#log.size;
      try {
        await this.#log.append(batch.flatMap(({ record }) => record));
      } catch (error) {
        for (const { failed } of batch) failed(error);
        this.#waiting.splice(0, batch.length);
        continue;
      }
      for (const { record, meta, length, done } of batch) {
        const start = offset + PREFIX_BYTES + (record[1]?.length ?? 0);
        this.#index(meta, start, length);
        offset = start + length;
        done();
      }
      this.#waiting.splice(0, batch.length);
      this.onAdded();
    }
  }

  #index({ id, to, ...rest }: Meta, offset: number, length: number): void {
    for (const [i, address] of to.entries()) this.#entries.push({ ...rest, id: id + i, to: address, offset, length });
  }

  async #recover(): Promise<void> {
    let offset = 0;
    for (;;) {
      const record = await this.#readMeta(offset);
      if (record === undefined) break;
      this.#index(record.meta, record.rawOffset, record.length);
      this.#nextId = record.meta.id + record.meta.to.length;
      offset = record.rawOffset + record.length;
    }
    if (offset < this.#log.size) await this.#log.truncate(offset);
  }

  async #readMeta(offset: number): Promise<{ meta: Meta; rawOffset: number; length: number } | undefined> {
    const { size } = this.#log;
    if (offset + PREFIX_BYTES > size) return undefined;
    const prefix = await this.#log.read(offset, PREFIX_BYTES);
    const metaLength = prefix.readUInt32BE(4);
    const length = prefix.readUInt32BE(8);
    const rawOffset = offset + PREFIX_BYTES + metaLength;
    if (prefix.readUInt32BE(0) !== MAGIC || rawOffset + length > size) return undefined;
    const metaBytes = await this.#log.read(offset + PREFIX_BYTES, metaLength);
    if (crc32(metaBytes) !== prefix.readUInt32BE(12)) return undefined;
    return { meta: JSON.parse(metaBytes.toString('utf8')) as Meta, rawOffset, length };
  }
}

/** A log in a file. */
export class FileByteLog implements ByteLog {
  readonly #file: FileHandle;
  size: number;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  static async open(path: string): Promise<FileByteLog> {
    const file = await open(path, 'a+', 0o600);
    return new FileByteLog(file, (await file.stat()).size);
  }

  async append(bytes: Buffer[]): Promise<void> {
    const length = bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
    try {
      const { bytesWritten } = await this.#file.writev(bytes);
      if (bytesWritten !== length) throw new Error(`only ${bytesWritten} of ${length} bytes were written`);
    } catch (error) {
      // A full disk must not leave half a record in front of the next one.
      await this.#file.truncate(this.size);
      throw error;
    }
    this.size += length;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, offset);
    return buffer;
  }

  async truncate(size: number): Promise<void> {
    await this.#file.truncate(size);
    this.size = size;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** A log in memory, of a limited size: an append beyond it throws. */
export class MemoryByteLog implements ByteLog {
  readonly #maxBytes: number;
  #chunks: { offset: number; bytes: Buffer }[] = [];
  size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  async append(bytes: Buffer[]): Promise<void> {
    const length = bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (this.size + length > this.#maxBytes) throw new Error(`the inbox holds no more than ${this.#maxBytes} bytes`);
    for (const chunk of bytes) {
      this.#chunks.push({ offset: this.size, bytes: chunk });
      this.size += chunk.length;
    }
  }

  /** Reads what one append wrote as one buffer, or a part of it. */
  async read(offset: number, length: number): Promise<Buffer> {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#chunks[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const chunk = this.#chunks[low];
    if (chunk === undefined) throw new Error(`nothing is stored at ${offset}`);
    return chunk.bytes.subarray(offset - chunk.offset, offset - chunk.offset + length);
  }

  async truncate(size: number): Promise<void> {
    this.#chunks = this.#chunks.filter((chunk) => chunk.offset + chunk.bytes.length <= size);
    this.size = size;
  }

  async close(): Promise<void> {
    this.#chunks = [];
  }
}

/** Tells the mails to an address and of a task, as far as a filter names them. */
function matcherOf({ to, taskId }: { to?: string; taskId?: string }): (entry: InboxEntry) => boolean {
  const address = to?.toLowerCase();
  return (entry) =>
    (address === undefined || entry.to.toLowerCase() === address) &&
    (taskId === undefined || entry.mailId?.startsWith(`${taskId}-`) === true);
}
