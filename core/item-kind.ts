import type * as keys from './keys.ts';
import type { IndexName, Key, TableName } from './tables.ts';

/** One kind of item in the tables. `writers` and `readers` are functions of the stack (lib/permissions.ts). */
export interface ItemKind {
  readonly table: TableName;
  /** Patterns of the two keys; what is in angle brackets varies. Instants are milliseconds. */
  readonly pk: string;
  readonly sk: string;
  /** A key of such an item, which the tests hold against the patterns. */
  readonly example: Key;
  /** The names in core/keys.ts that belong to it. */
  readonly keys: readonly (keyof typeof keys)[];
  /** When it is in which index. */
  readonly indexes?: Readonly<Partial<Record<IndexName, string>>>;
  /** From when on its time to live counts, and how long; null: it stays until it is deleted. */
  readonly expires: string | null;
  /** The file under core/ with its row's type. */
  readonly row: string;
  readonly writers: readonly string[];
  readonly readers: readonly string[];
}

/** Keeps the names of kinds, and holds each against its type. */
export const kinds = <Name extends string>(named: Record<Name, ItemKind>): Record<Name, ItemKind> => named;
