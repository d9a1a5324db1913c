import { type Clock, MINUTE } from '../../core/clock.ts';
import type {
  Item,
  Key,
  Page,
  Query,
  TableName,
  Tables,
  TransactResult,
  Update,
  Value,
  Write,
  WriteResult,
} from '../../core/tables.ts';
import {
  checkDistinct,
  checkItem,
  checkKey,
  checkQuery,
  checkTransaction,
  checkWrite,
  definedEntries,
  GET_MANY_MAX,
  isEmptyRange,
  keyOf,
} from '../dynamodb/rules.ts';
import { TABLE_DEFINITIONS } from '../dynamodb/table-definitions.ts';
import { holds } from './conditions.ts';
import { select } from './select.ts';
import { MemoryTable } from './table.ts';
import { copyItem, copyValue, isEqual } from './values.ts';

const TOKEN_LIFE_MS = 10 * MINUTE;
const TABLE_NAMES = Object.keys(TABLE_DEFINITIONS) as TableName[];

export interface MemoryTablesOptions {
  /** Milliseconds by which the indexes lag behind a write, asked once a write. @default always 0 */
  indexLag?: () => number;
}

interface UsedToken {
  usedAt: number;
  writes: Value;
}

/** The tables in memory, with the semantics of DynamoDB. Each call is atomic; nothing that it returns is shared. */
export class MemoryTables implements Tables {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #indexLag: () => number;
  #tables: Map<TableName, MemoryTable>;
  #tokens = new Map<string, UsedToken>();

  constructor(clock: Pick<Clock, 'now'>, options: MemoryTablesOptions = {}) {
    this.#clock = clock;
    this.#indexLag = options.indexLag ?? (() => 0);
    this.#tables = new Map(TABLE_NAMES.map((name) => [name, MemoryTable.withIndexes(TABLE_DEFINITIONS[name].indexes)]));
  }

  async get(table: TableName, key: Key): Promise<Item | undefined> {
    checkKey(key);
    return this.#read(table, key);
  }

  async getMany(table: TableName, keys: Key[], _options?: { consistent?: boolean }): Promise<(Item | undefined)[]> {
    if (keys.length > GET_MANY_MAX) throw new Error(`getMany takes at most ${GET_MANY_MAX} keys, got ${keys.length}`);
    for (const key of keys) checkKey(key);
    checkDistinct(keys.map((key) => ({ table, key })));
    return keys.map((key) => this.#read(table, key));
  }

  async query(query: Query): Promise<Page> {
    checkQuery(query);
    const partition = isEmptyRange(query) ? undefined : this.#table(query.table).partition(query, this.#clock.now());
    return partition ? select(partition, query) : { items: [], next: null };
  }

  async write(write: Write): Promise<WriteResult> {
    checkWrite(write);
    const old = this.#stored(write);
    if (!holds(write.when, old)) return { ok: false, old: old && copyItem(old) };
    const item = after(write, old);
    this.#replace(write, item);
    const shown = write.kind === 'update' ? item : old;
    return { ok: true, item: shown && copyItem(shown) };
  }

  async transact(writes: Write[], requestToken: string): Promise<TransactResult> {
    checkTransaction(writes, requestToken);
    const now = this.#clock.now();
    const asked = copyValue(writes as unknown as Value);
    if (this.#isRepetition(requestToken, asked, now)) return { ok: true };
    const refusals: ({ old: Item | undefined } | undefined)[] = [];
    const items: (Item | undefined)[] = [];
    for (const [index, write] of writes.entries()) {
      const old = this.#stored(write);
      if (!holds(write.when, old)) refusals[index] = { old: old && copyItem(old) };
      // Computes all new items before any is stored: a malformed one throws, whatever else is refused.
      else items[index] = after(write, old);
    }
    if (refusals.length > 0) return { ok: false, refusals: writes.map((_, index) => refusals[index]) };
    for (const [index, write] of writes.entries()) if (write.kind !== 'check') this.#replace(write, items[index]);
    this.#tokens.set(requestToken, { usedAt: now, writes: asked });
    return { ok: true };
  }

  /** Every item of a table as it is stored, in each partition by sort key. For reading only: they are not copies. */
  all(table: TableName): Iterable<Readonly<Item>> {
    return this.#table(table).items();
  }

  /** The same content at this moment, independent from now on. */
  copy(): MemoryTables {
    const twin = new MemoryTables(this.#clock, { indexLag: this.#indexLag });
    twin.#tables = new Map([...this.#tables].map(([name, table]) => [name, table.copy()]));
    twin.#tokens = new Map(this.#tokens);
    return twin;
  }

  #isRepetition(requestToken: string, asked: Value, now: number): boolean {
    for (const [name, { usedAt }] of this.#tokens) {
      if (usedAt + TOKEN_LIFE_MS > now) break;
      this.#tokens.delete(name);
    }
    const used = this.#tokens.get(requestToken);
    if (used && !isEqual(used.writes, asked))
      throw new Error(`request token "${requestToken}" was used for another transaction`);
    return used !== undefined;
  }

  #table(name: TableName): MemoryTable {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`no table "${name}"`);
    return table;
  }

  #stored(write: Write): Item | undefined {
    return this.#table(write.table).get(keyOf(write));
  }

  #read(name: TableName, key: Key): Item | undefined {
    const item = this.#table(name).get(key);
    return item && copyItem(item);
  }

  #replace(write: Write, item: Item | undefined): void {
    this.#table(write.table).replace(keyOf(write), item, this.#clock.now() + this.#indexLag());
  }
}

/** The stored item after a write. */
function after(write: Write, old: Item | undefined): Item | undefined {
  switch (write.kind) {
    case 'put':
      return copyItem(write.item);
    case 'update': {
      const item = updated(write.key, write, old);
      checkItem(write.table, item);
      return item;
    }
    case 'delete':
      return undefined;
    case 'check':
      return old;
  }
}

function updated(key: Key, { set, add, remove }: Update, old: Item | undefined): Item {
  const item: Item = { ...old, pk: key.pk, sk: key.sk };
  for (const [name, value] of definedEntries(set)) item[name] = copyValue(value);
  for (const [name, amount] of Object.entries(add ?? {})) {
    const before = item[name] ?? 0;
    if (item[name] === null || typeof before !== 'number') throw new Error(`${name} must be a number to add to it`);
    item[name] = before + amount;
  }
  for (const name of remove ?? []) delete item[name];
  return item;
}
