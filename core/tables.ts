/**
 * The tables, as the protocol sees them: conditional writes and transactions whose refusals return the old items. The
 * conditions of the sending protocol are data, written once in core; an adapter only executes them
 * (docs/decisions/0001-the-protocol-lives-in-core.md).
 */
export type TableName = 'Campaigns' | 'Audience' | 'WarmUp' | 'Content' | 'Mail';

export type Value = string | number | boolean | null | Uint8Array | Value[] | { [name: string]: Value };

export interface Key {
  pk: string;
  sk: string;
}

/** An item. Attributes that are `undefined` are not stored. */
export type Item = Key & { [attribute: string]: Value | undefined };

/**
 * One test of an item's attribute. A list of conditions holds when all do. A missing attribute fails every comparison.
 */
export type Condition =
  | { item: 'exists' | 'missing' }
  | { attribute: string; is: 'present' | 'missing' }
  | { attribute: string; is: '=' | '<>' | '<' | '<=' | '>' | '>='; value: Value }
  | { anyOf: Condition[] };

export interface Update {
  /** Attributes to set. `undefined` is left alone; `null` is stored as null. */
  set?: Record<string, Value | undefined>;
  /** Numbers to add to attributes; a missing attribute counts as 0. */
  add?: Record<string, number>;
  /** Attributes to remove. */
  remove?: string[];
}

export type Write =
  | { kind: 'put'; table: TableName; item: Item; when?: Condition[] }
  | ({ kind: 'update'; table: TableName; key: Key; when?: Condition[] } & Update)
  | { kind: 'delete'; table: TableName; key: Key; when?: Condition[] }
  | { kind: 'check'; table: TableName; key: Key; when: Condition[] };

/** `item`: after an update the new item; after a put or delete the item that was there before, if any. */
export type WriteResult = { ok: true; item: Item | undefined } | { ok: false; old: Item | undefined };

/** One entry per write, in order: what its item was, where its condition refused. */
export type TransactResult = { ok: true } | { ok: false; refusals: ({ old: Item | undefined } | undefined)[] };

/** The place where a query continues. Opaque, but plain JSON. */
export type Cursor = Record<string, string>;

/**
 * A sparse second order of a table. Items with the two attributes `<index>Pk` and `<index>Sk` (strings) are in it.
 * Reads of it lag behind the table, and give the keys of the items only: read the items themselves with `getMany`.
 */
export type IndexName = 'work' | 'parked';

export interface Query {
  table: TableName;
  /** Partition key: of the table, or of the index where one is named. */
  pk: string;
  index?: IndexName;
  /** Sort keys from here on (inclusive). */
  from?: string;
  /** Sort keys up to here (inclusive). */
  to?: string;
  /** Sort keys that begin so; not together with `from` and `to`. */
  prefix?: string;
  /** Greatest sort key first. */
  reverse?: boolean;
  /** So many items (1 to 1,000), fewer only at the end; without it, a page of up to 1 MB. */
  limit?: number;
  after?: Cursor | null;
  /** Reads that see every write acknowledged before; not on an index. Default true on a table. */
  consistent?: boolean;
}

export interface Page {
  items: Item[];
  next: Cursor | null;
}

/**
 * Tables that refused a call until its caller had no more time: for want of capacity, or because others were at work on
 * the same items. Nothing of the call was done, and a later one may succeed.
 */
export class TablesBusy extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TablesBusy';
  }
}

/**
 * Any call may throw; unless that is `TablesBusy`, its effect is unknown, and a write may have been executed. The
 * adapter repeats what was refused, in conflict with others or for want of capacity, until the caller's deadline.
 */
export interface Tables {
  /** Strongly consistent. */
  get(table: TableName, key: Key): Promise<Item | undefined>;
  /**
   * Up to 100 keys, no two alike; the answer has the order of the keys. Strongly consistent unless `consistent` is
   * false: then it costs half, and may show an item as it was a moment ago.
   */
  getMany(table: TableName, keys: Key[], options?: { consistent?: boolean }): Promise<(Item | undefined)[]>;
  query(query: Query): Promise<Page>;
  write(write: Write): Promise<WriteResult>;
  /**
   * All or nothing, 1 to 100 writes on different items. `requestToken` (1 to 36 characters) makes a repetition
   * of the same writes within 10 minutes a success without effect; the same token with other writes throws. Only
   * `commit` calls it.
   */
  transact(writes: Write[], requestToken: string): Promise<TransactResult>;
}
