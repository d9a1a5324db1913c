import type { Clock } from '../../core/clock.ts';
import type {
  Item,
  Key,
  Page,
  Query,
  TableName,
  Tables,
  TransactResult,
  Value,
  Write,
  WriteResult,
} from '../../core/tables.ts';
import {
  checkKey,
  checkKeys,
  checkQuery,
  checkTransaction,
  checkWrite,
  isEmptyRange,
  keyOf,
  TOKEN_LIFE_MS,
} from '../dynamodb/rules.ts';
import { TABLE_DEFINITIONS } from '../dynamodb/table-definitions.ts';
import { holds } from '../tables/conditions.ts';
import { after, afterAll } from '../tables/effect.ts';
import { copyItem, copyValue, isEqual } from '../tables/values.ts';
import { select } from './select.ts';
import { MemoryTable } from './table.ts';

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
    checkKeys(table, keys);
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
    const effect = afterAll(writes, (write) => this.#stored(write));
    if (!effect.ok) {
      return {
        ok: false,
        refusals: effect.refusals.map((refusal) => refusal && { old: refusal.old && copyItem(refusal.old) }),
      };
    }
    for (const [index, write] of writes.entries())
      if (write.kind !== 'check') this.#replace(write, effect.items[index]);
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
    // A put's item is the caller's own, who may change it.
    const kept = write.kind === 'put' ? copyItem(write.item) : item;
    this.#table(write.table).replace(keyOf(write), kept, this.#clock.now() + this.#indexLag());
  }
}
