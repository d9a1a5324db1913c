import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { TableName } from '../../core/tables.ts';
import { indexKeys, TABLE_DEFINITIONS } from '../dynamodb/table-definitions.ts';

/** Raised whenever an older version could not read what this one writes, or the other way around. */
const FORMAT = 1;
/** So much that the inner pages of a million members stay in memory: their keys arrive in no order. */
const CACHE_KIB = 96 * 1_024;
/** Pages of the log, 64 MB, after which SQLite moves them into the file, in the middle of a commit. */
const CHECKPOINT_PAGES = 16_000;
const SQLITE_BUSY = 5;
/** Recipients and secrets are in it. SQLite gives its log the mode of the file. */
const FOR_ITS_OWNER = 0o600;
/** The path of tables without a file. */
export const IN_MEMORY = ':memory:';

export const TABLE_NAMES = Object.keys(TABLE_DEFINITIONS) as TableName[];

/** The columns of a table by which its indexes find an item. */
export const indexColumns = (table: TableName): string[] =>
  TABLE_DEFINITIONS[table].indexes.map(indexKeys).flatMap(({ pk, sk }) => [pk, sk]);

export const indexOf = (table: TableName, pk: string): string => `"${table} by ${pk}"`;

/**
 * Opens a database, and makes its tables. Texts are compared by their UTF-8 bytes, as in DynamoDB.
 *
 * A lock on the whole file is held for as long as it is open. That also spares SQLite the memory it would share with
 * other processes, which not every file system has.
 * @throws while another process has the file open, and when another version wrote it.
 */
export function openDatabase(path: string): DatabaseSync {
  if (path !== IN_MEMORY) closeSync(openSync(path, 'a', FOR_ITS_OWNER));
  const database = new DatabaseSync(path);
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    `);
    database.exec('BEGIN IMMEDIATE');
    checkFormat(database, path);
    for (const table of TABLE_NAMES) createTable(database, table);
    database.exec(`
      CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, usedAt INTEGER NOT NULL, writes BLOB NOT NULL) STRICT;
      PRAGMA user_version = ${FORMAT};
      COMMIT;
    `);
    return database;
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new Error(`another process uses ${path}`, { cause: error });
    }
    throw error;
  }
}

function checkFormat(database: DatabaseSync, path: string): void {
  const format = database.prepare('PRAGMA user_version').get()?.user_version;
  if (format !== 0 && format !== FORMAT) {
    throw new Error(`${path} was written by another version of mailramp; this one does not understand it`);
  }
}

function createTable(database: DatabaseSync, table: TableName): void {
  const columns = indexColumns(table).map((column) => `${column} TEXT, `);
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${table} (
      pk TEXT NOT NULL, sk TEXT NOT NULL, ${columns.join('')}item TEXT NOT NULL, PRIMARY KEY (pk, sk)
    ) STRICT, WITHOUT ROWID;
  `);
  for (const { pk, sk } of TABLE_DEFINITIONS[table].indexes.map(indexKeys)) {
    database.exec(`
      CREATE INDEX IF NOT EXISTS ${indexOf(table, pk)} ON ${table} (${pk}, ${sk}, pk, sk)
        WHERE ${pk} IS NOT NULL AND ${sk} IS NOT NULL;
    `);
  }
}
