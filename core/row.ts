import { type Instant, SECOND } from './clock.ts';
import type { Condition, IndexName, Item, Key, Update, Value } from './tables.ts';

/** What can be compared in a condition. */
type Scalar = string | number | boolean | Uint8Array;
type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Attributes of a row whose values, where there are any, are of a type. */
type Named<Row, Type> = { [K in keyof Row]-?: NonNullable<Row[K]> extends Type ? K : never }[keyof Row] & string;
/** The same without those that are stored as texts. */
type Plain<Row, Encoded, Type> = Exclude<Named<Row, Type>, Encoded>;
type Stored<Row, K extends keyof Row> = NonNullable<Row[K]>;

/** A field that is stored as a text, which is short, the same in every table, and shows in one comparison a change. */
export interface Codec<T> {
  encode(value: T): string;
  decode(text: string): T;
}

/** Stores a structure as JSON: its numbers and empty texts survive in every table. */
export const asJson = <T>(): Codec<T> => ({
  encode: (value) => JSON.stringify(value),
  decode: (text): T => JSON.parse(text),
});

type Codecs<Row, Encoded extends keyof Row> = { [K in Encoded]: Codec<Stored<Row, K>> };

/** What a row adds to its numbers. */
export type Additions<Row> = { [K in Named<Row, number>]?: number };

/**
 * Conditions, writes and reads of one kind of row, held against its type by the compiler. An attribute that is null or
 * undefined is not stored: a new item leaves null out, and a change to null removes the attribute. `kind` names the row
 * in the error of a damaged one.
 */
export const rowOf = <Row extends object>(kind: string) => ({
  ...rowWith<Row, never>(kind, {}),
  /** The same, with fields that are stored as texts. */
  encoding: <Encoded extends keyof Row & string>(codecs: Codecs<Row, Encoded>) => rowWith<Row, Encoded>(kind, codecs),
});

function rowWith<Row extends object, Encoded extends keyof Row & string>(kind: string, codecs: Codecs<Row, Encoded>) {
  const codecOf = new Map<string, Codec<unknown>>(Object.entries(codecs));
  const storedAs = (name: string, value: Value): Value => codecOf.get(name)?.encode(value) ?? value;
  // This runs for every row of a list: a loop costs a tenth of what pairs of names and values do.
  const storedOf = (row: object): Record<string, Value> => {
    const stored: Record<string, Value> = {};
    for (const name in row) {
      const value: Value | undefined = row[name as keyof typeof row];
      if (value !== null && value !== undefined) stored[name] = storedAs(name, value);
    }
    return stored;
  };
  /** A field that is stored as a text is as it was read, or it is not. */
  function is<K extends Encoded>(attribute: K, is: '=' | '<>', value: Stored<Row, K>): Condition;
  function is<K extends Named<Row, Scalar>>(attribute: K, is: Comparison, value: Stored<Row, K> & Scalar): Condition;
  function is(attribute: string, is: Comparison, value: Value): Condition {
    return { attribute, is, value: storedAs(attribute, value) };
  }
  return {
    is,
    /** The field is as it was read; null is missing. */
    asRead: <K extends Encoded | Named<Row, Scalar>>(attribute: K, value: Row[K]): Condition =>
      value === null || value === undefined
        ? { attribute, is: 'missing' }
        : { attribute, is: '=', value: storedAs(attribute, value as Value) },
    present: (attribute: keyof Row & string): Condition => ({ attribute, is: 'present' }),
    missing: (attribute: keyof Row & string): Condition => ({ attribute, is: 'missing' }),
    item: (key: Key, row: Row): Item => ({ ...storedOf(row), ...key }),
    /** `undefined` leaves an attribute alone, null removes it; `add` counts on from what is stored. */
    change: (changes: Partial<Row>, add?: Additions<Row>): Update => {
      const remove = Object.entries(changes).flatMap(([name, value]) => (value === null ? [name] : []));
      return {
        set: storedOf(changes),
        ...(add ? { add: add as Record<string, number> } : {}),
        ...(remove.length > 0 ? { remove } : {}),
      };
    },
    /** Reads an item as a row. What is not as its type says throws an error: the kind, the key, the attribute. */
    reader: (item: Item): Reader<Row, Encoded> => new Reader<Row, Encoded>(item, kind, codecs),
  };
}

/** The attribute `ttl` of an item that may go from `at` on: whole seconds. DynamoDB deletes it up to two days later. */
export const ttlAt = (at: Instant): number => Math.ceil(at / SECOND);

/** The sort key of an item in an index, as a query of the index gives it. Throws where the item is not in it. */
export function placeIn(index: IndexName, item: Item): string {
  const place = item[`${index}Sk`];
  if (typeof place !== 'string') throw new Error(`the item ${item.pk}/${item.sk} is not in the index ${index}`);
  return place;
}

/** Bytes may come from another realm, whose class is not this one's. */
const isBytes = (value: unknown): value is Uint8Array => ArrayBuffer.isView(value);

/** `fallback` stands for an attribute that is missing, as it is in rows that an earlier version wrote. */
class Reader<Row extends object, Encoded extends keyof Row & string> {
  readonly #item: Item;
  readonly #kind: string;
  readonly #codecs: Codecs<Row, Encoded>;

  constructor(item: Item, kind: string, codecs: Codecs<Row, Encoded>) {
    this.#item = item;
    this.#kind = kind;
    this.#codecs = codecs;
  }

  text(name: Plain<Row, Encoded, string>, fallback?: string): string {
    return this.textOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  textOrNull(name: Plain<Row, Encoded, string>): string | null {
    return this.#optional(name, (value) => typeof value === 'string');
  }

  number(name: Plain<Row, Encoded, number>, fallback?: number): number {
    return this.numberOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  numberOrNull(name: Plain<Row, Encoded, number>): number | null {
    return this.#optional(name, (value) => typeof value === 'number');
  }

  instant(name: Plain<Row, Encoded, number>, fallback?: number): number {
    return this.number(name, fallback);
  }

  instantOrNull(name: Plain<Row, Encoded, number>): number | null {
    return this.numberOrNull(name);
  }

  flag(name: Plain<Row, Encoded, boolean>, fallback?: boolean): boolean {
    return this.#optional(name, (value) => typeof value === 'boolean') ?? fallback ?? this.#damaged(name);
  }

  bytes(name: Plain<Row, Encoded, Uint8Array>): Uint8Array {
    return this.#optional(name, isBytes) ?? this.#damaged(name);
  }

  oneOf<K extends Plain<Row, Encoded, string>>(
    name: K,
    words: readonly Stored<Row, K>[],
    fallback?: Stored<Row, K>,
  ): Stored<Row, K> {
    return this.oneOfOrNull(name, words) ?? fallback ?? this.#damaged(name);
  }

  oneOfOrNull<K extends Plain<Row, Encoded, string>>(name: K, words: readonly Stored<Row, K>[]): Stored<Row, K> | null {
    return this.#optional(name, (value): value is Stored<Row, K> => words.some((word) => word === value));
  }

  list<K extends Plain<Row, Encoded, readonly unknown[]>>(name: K, fallback?: Stored<Row, K>): Stored<Row, K> {
    return this.listOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  listOrNull<K extends Plain<Row, Encoded, readonly unknown[]>>(name: K): Stored<Row, K> | null {
    return this.#optional(name, (value): value is Stored<Row, K> => Array.isArray(value));
  }

  /** A structure that the product itself wrote: it is not looked into. */
  structure<K extends Plain<Row, Encoded, object>>(name: K, fallback?: Stored<Row, K>): Stored<Row, K> {
    return this.structureOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  structureOrNull<K extends Plain<Row, Encoded, object>>(name: K): Stored<Row, K> | null {
    return this.#optional(name, (value): value is Stored<Row, K> => typeof value === 'object' && !Array.isArray(value));
  }

  /** A field that is stored as a text. */
  decoded<K extends Encoded>(name: K, fallback?: Stored<Row, K>): Stored<Row, K> {
    return this.decodedOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  decodedOrNull<K extends Encoded>(name: K): Stored<Row, K> | null {
    const text = this.#optional(name, (value) => typeof value === 'string');
    return text === null ? null : this.#codecs[name].decode(text);
  }

  #optional<T>(name: string, isRight: (value: unknown) => value is T): T | null {
    const value: unknown = this.#item[name] ?? null;
    return value === null || isRight(value) ? value : this.#damaged(name);
  }

  #damaged(name: string): never {
    const { pk, sk } = this.#item;
    throw new Error(`the ${this.#kind} ${pk}/${sk} is damaged: ${name} is ${JSON.stringify(this.#item[name])}`);
  }
}
