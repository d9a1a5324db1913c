import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import type {
  Item,
  Key,
  Page,
  Query,
  TableName,
  Tables,
  TransactResult,
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
  PAGE_MAX_BYTES,
} from '../dynamodb/rules.ts';
import { itemSize } from '../dynamodb/size.ts';
import { holds } from '../tables/conditions.ts';
import { cursorAt } from '../tables/cursor.ts';
import { after, afterAll } from '../tables/effect.ts';
import { decode, encode, fingerprint } from './codec.ts';
import { IN_MEMORY, openDatabase, TABLE_NAMES } from './database.ts';
import { LogSync } from './log-sync.ts';
import { Requests } from './requests.ts';
import { selectionOf } from './selection.ts';
import { TableRows } from './table-rows.ts';

/** Rows written by transactions after which the next ones wait for another turn: an import begins thousands at once. */
const ROWS_OF_A_TURN = 400;
/** Items of a page after which others have their turn. */
const SHORT_PAGE = 100;

export interface SqliteTablesOptions {
  /** The database file, made if it is not there; null for one in memory. */
  path: string | null;
  clock: Pick<Clock, 'now'>;
}

/**
 * The tables in a file of this process's own, with the semantics of DynamoDB. A call is carried out in one turn of the
 * event loop, so that no two calls meet; what it answers is on the disk (docs/decisions/0050-tables-in-process.md).
 */
export class SqliteTables implements Tables {
  readonly #database: DatabaseSync;
  readonly #log: LogSync | null;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rows: ReadonlyMap<TableName, TableRows>;
  readonly #requests: Requests;
  readonly #begin: StatementSync;
  #rowsOfTurn = 0;
  readonly #selections = new Map<string, StatementSync>();

  private constructor(database: DatabaseSync, log: LogSync | null, clock: Pick<Clock, 'now'>) {
    this.#database = database;
    this.#log = log;
    this.#clock = clock;
    this.#rows = new Map(TABLE_NAMES.map((name) => [name, new TableRows(database, name)]));
    this.#requests = new Requests(database);
    this.#begin = database.prepare('BEGIN');
  }

  /** @throws while another process has the file open, and when another version wrote it. */
  static async open({ path, clock }: SqliteTablesOptions): Promise<SqliteTables> {
    const database = openDatabase(path ?? IN_MEMORY);
    try {
      return new SqliteTables(database, path === null ? null : await openLog(database, path), clock);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  async get(table: TableName, key: Key): Promise<Item | undefined> {
    checkKey(key);
    return this.#of(table).get(key);
  }

  async getMany(table: TableName, keys: Key[], _options?: { consistent?: boolean }): Promise<(Item | undefined)[]> {
    checkKeys(table, keys);
    const rows = this.#of(table);
    return keys.map((key) => rows.get(key));
  }

  async query(query: Query): Promise<Page> {
    checkQuery(query);
    const page = isEmptyRange(query) ? { items: [], next: null } : this.#page(query);
    // Page after page of a million would else be one turn of the event loop: nothing is sent or answered meanwhile.
    if (page.items.length > SHORT_PAGE) await turn();
    return page;
  }

  async write(write: Write): Promise<WriteResult> {
    checkWrite(write);
    const rows = this.#of(write.table);
    const old = rows.get(keyOf(write));
    if (!holds(write.when, old)) return this.#answer({ ok: false, old });
    const item = after(write, old);
    this.#write(() => rows.replace(keyOf(write), item));
    return this.#answer({ ok: true, item: write.kind === 'update' ? item : old });
  }

  async transact(writes: Write[], requestToken: string): Promise<TransactResult> {
    checkTransaction(writes, requestToken);
    while (this.#rowsOfTurn >= ROWS_OF_A_TURN) await turn();
    this.#countRows(writes.length);
    const now = this.#clock.now();
    const texts = writes.map((write) => (write.kind === 'put' ? encode(write.item) : undefined));
    const asked = fingerprint(writes, texts);
    if (this.#requests.isRepetition(requestToken, asked, now)) return this.#answer({ ok: true });
    const effect = afterAll(writes, (write) => this.#before(write));
    if (!effect.ok) return this.#answer(effect);
    this.#write(() => {
      for (const [index, write] of writes.entries()) {
        if (write.kind !== 'check') this.#of(write.table).replace(keyOf(write), effect.items[index], texts[index]);
      }
      this.#requests.remember(requestToken, asked, now);
    });
    return this.#answer({ ok: true });
  }

  /** Calls after this throw. */
  async close(): Promise<void> {
    await this.#log?.close();
    this.#database.close();
  }

  #page(query: Query): Page {
    const { sql, values } = selectionOf(query);
    const items: Item[] = [];
    let bytes = 0;
    for (const row of this.#selection(sql).iterate(...values)) {
      const last = items.at(-1);
      if (last && (query.limit === undefined ? bytes > PAGE_MAX_BYTES : items.length === query.limit)) {
        return { items, next: cursorAt(last, query) };
      }
      const item = query.index
        ? ({ ...row } as Item)
        : decode({ pk: query.pk, sk: row.sk as string }, row.item as string);
      items.push(item);
      if (query.limit === undefined) bytes += itemSize(item);
    }
    return { items, next: null };
  }

  /** Nothing is answered, not even a refusal, that a power cut could still undo. */
  async #answer<Result>(result: Result): Promise<Result> {
    await this.#log?.settled();
    return result;
  }

  #countRows(rows: number): void {
    if (this.#rowsOfTurn === 0) setImmediate(() => (this.#rowsOfTurn = 0));
    this.#rowsOfTurn += rows;
  }

  /** What a write of a transaction has to know of its item. */
  #before(write: Write): Item | undefined {
    const isBlind = write.when === undefined && write.kind !== 'update';
    return isBlind ? undefined : this.#of(write.table).get(keyOf(write));
  }

  /** In the transaction that is open: all of it is undone with what fails, and none of its calls has been answered. */
  #write(work: () => void): void {
    if (!this.#database.isTransaction) this.#begin.run();
    try {
      work();
      if (this.#log === null) this.#database.exec('COMMIT');
      else this.#log.written();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#log?.undone(error);
      throw error;
    }
  }

  #of(name: TableName): TableRows {
    const rows = this.#rows.get(name);
    if (!rows) throw new Error(`no table "${name}"`);
    return rows;
  }

  #selection(sql: string): StatementSync {
    const known = this.#selections.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    this.#selections.set(sql, statement);
    return statement;
  }
}

function openLog(database: DatabaseSync, path: string): Promise<LogSync> {
  const commit = database.prepare('COMMIT');
  return LogSync.open(`${path}-wal`, () => {
    try {
      commit.run();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  });
}
