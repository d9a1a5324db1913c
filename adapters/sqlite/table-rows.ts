import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Item, Key, TableName } from '../../core/tables.ts';
import { decode, encode } from './codec.ts';
import { indexColumns } from './database.ts';

/** The items of one table, one row each. */
export class TableRows {
  readonly #indexColumns: string[];
  readonly #select: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync, table: TableName) {
    this.#indexColumns = indexColumns(table);
    const columns = ['pk', 'sk', ...this.#indexColumns, 'item'];
    const marks = columns.map(() => '?').join(', ');
    this.#select = database.prepare(`SELECT item FROM ${table} WHERE pk = ? AND sk = ?`);
    this.#put = database.prepare(`INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${marks})`);
    this.#delete = database.prepare(`DELETE FROM ${table} WHERE pk = ? AND sk = ?`);
  }

  get(key: Key): Item | undefined {
    const row = this.#select.get(key.pk, key.sk);
    return row && decode(key, row.item as string);
  }

  /** Replaces an item, or removes it. `text`: what `encode` makes of it, where that is known. */
  replace({ pk, sk }: Key, item: Item | undefined, text?: string): void {
    if (item === undefined) {
      this.#delete.run(pk, sk);
      return;
    }
    const indexed = this.#indexColumns.map((column) => (item[column] as string | undefined) ?? null);
    this.#put.run(pk, sk, ...indexed, text ?? encode(item));
  }
}
