import type { Condition, Item, Key, Update, Value } from './tables.ts';

/** What can be compared in a condition. */
type Scalar = string | number | boolean | Uint8Array;
type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Attributes of a row whose values, where there are any, are of a type. */
type Named<Row, Type> = { [K in keyof Row]-?: NonNullable<Row[K]> extends Type ? K : never }[keyof Row] & string;
type Stored<Row, K extends keyof Row> = NonNullable<Row[K]>;

/**
 * Conditions and writes of one kind of row, held against its type by the compiler. An attribute that is null or
 * undefined is not stored: a new item leaves null out, and a change to null removes the attribute.
 */
export const rowOf = <Row extends object>() => ({
  is: <K extends Named<Row, Scalar>>(attribute: K, is: Comparison, value: Stored<Row, K> & Scalar): Condition => ({
    attribute,
    is,
    value,
  }),
  present: (attribute: keyof Row & string): Condition => ({ attribute, is: 'present' }),
  missing: (attribute: keyof Row & string): Condition => ({ attribute, is: 'missing' }),
  item: (key: Key, row: Row): Item => ({ ...storedOf(row), ...key }),
  /** `undefined` leaves an attribute alone, null removes it; `add` counts on from what is stored. */
  change: (changes: Partial<Row>, add?: { [K in Named<Row, number>]?: number }): Update => {
    const remove = Object.entries(changes).flatMap(([name, value]) => (value === null ? [name] : []));
    return {
      set: storedOf(changes),
      ...(add ? { add: add as Record<string, number> } : {}),
      ...(remove.length > 0 ? { remove } : {}),
    };
  },
});

const storedOf = (row: object): Record<string, Value> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));

/** Bytes may come from another realm, whose class is not this one's. */
const isBytes = (value: unknown): value is Uint8Array => ArrayBuffer.isView(value);

/** Reads an item as a row. What is not as its type says throws an error that names the kind, the key, the attribute. */
export const reader = <Row extends object>(item: Item, kind: string): Reader<Row> => new Reader<Row>(item, kind);

/** `fallback` stands for an attribute that is missing, as it is in rows that an earlier version wrote. */
class Reader<Row extends object> {
  readonly #item: Item;
  readonly #kind: string;

  constructor(item: Item, kind: string) {
    this.#item = item;
    this.#kind = kind;
  }

  text(name: Named<Row, string>, fallback?: string): string {
    return this.textOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  textOrNull(name: Named<Row, string>): string | null {
    return this.#optional(name, (value) => typeof value === 'string');
  }

  number(name: Named<Row, number>, fallback?: number): number {
    return this.numberOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  numberOrNull(name: Named<Row, number>): number | null {
    return this.#optional(name, (value) => typeof value === 'number');
  }

  instant(name: Named<Row, number>, fallback?: number): number {
    return this.number(name, fallback);
  }

  instantOrNull(name: Named<Row, number>): number | null {
    return this.numberOrNull(name);
  }

  flag(name: Named<Row, boolean>, fallback?: boolean): boolean {
    return this.#optional(name, (value) => typeof value === 'boolean') ?? fallback ?? this.#damaged(name);
  }

  bytes(name: Named<Row, Uint8Array>): Uint8Array {
    return this.#optional(name, isBytes) ?? this.#damaged(name);
  }

  oneOf<K extends Named<Row, string>>(
    name: K,
    words: readonly Stored<Row, K>[],
    fallback?: Stored<Row, K>,
  ): Stored<Row, K> {
    return this.oneOfOrNull(name, words) ?? fallback ?? this.#damaged(name);
  }

  oneOfOrNull<K extends Named<Row, string>>(name: K, words: readonly Stored<Row, K>[]): Stored<Row, K> | null {
    return this.#optional(name, (value): value is Stored<Row, K> => words.some((word) => word === value));
  }

  list<K extends Named<Row, readonly unknown[]>>(name: K, fallback?: Stored<Row, K>): Stored<Row, K> {
    return this.listOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  listOrNull<K extends Named<Row, readonly unknown[]>>(name: K): Stored<Row, K> | null {
    return this.#optional(name, (value): value is Stored<Row, K> => Array.isArray(value));
  }

  /** A structure that the product itself wrote: it is not looked into. */
  structure<K extends Named<Row, object>>(name: K, fallback?: Stored<Row, K>): Stored<Row, K> {
    return this.structureOrNull(name) ?? fallback ?? this.#damaged(name);
  }

  structureOrNull<K extends Named<Row, object>>(name: K): Stored<Row, K> | null {
    return this.#optional(name, (value): value is Stored<Row, K> => typeof value === 'object' && !Array.isArray(value));
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
