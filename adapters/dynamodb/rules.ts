/**
 * What DynamoDB refuses about a request itself, whatever the tables hold. Both adapters check it first, so that a
 * mistake shows in memory too. Sources:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
import { MINUTE } from '../../core/clock.ts';
import { Problem } from '../../core/problems.ts';
import type { Condition, Item, Key, Query, TableName, Update, Value, Write } from '../../core/tables.ts';
import { compareStrings } from './order.ts';
import { itemSize, sizeOf } from './size.ts';
import { indexKeys, TABLE_DEFINITIONS } from './table-definitions.ts';

const PK_MAX_BYTES = 2_048;
const SK_MAX_BYTES = 1_024;
const ITEM_MAX_BYTES = 400 * 1_024;
const TRANSACTION_MAX_WRITES = 100;
const TRANSACTION_MAX_BYTES = 4 * 1_024 * 1_024;
const TOKEN_MAX_LENGTH = 36;
const QUERY_MAX_ITEMS = 1_000;
const GET_MANY_MAX = 100;
/** How long a request token makes a repetition a success without effect. */
export const TOKEN_LIFE_MS = 10 * MINUTE;
/** Where the page of a query without a limit ends, once it has passed it. */
export const PAGE_MAX_BYTES = 1_024 * 1_024;

type Position = number | string;

const refuse = (rule: string, value?: unknown): never => {
  throw new Error(value === undefined ? rule : `${rule}, got ${JSON.stringify(value)}`);
};

/** The most bytes of UTF-8 for one unit of a text. */
const BYTES_PER_UNIT = 3;

function checkString(name: string, value: unknown, maxBytes: number): void {
  if (typeof value !== 'string' || value === '') refuse(`${name} must be a non-empty string`, value ?? null);
  else if (value.length * BYTES_PER_UNIT > maxBytes && Buffer.byteLength(value) > maxBytes)
    refuse(`${name} must have at most ${maxBytes} bytes`, value);
}

export function checkKey(key: Key): void {
  checkString('pk', key.pk, PK_MAX_BYTES);
  checkString('sk', key.sk, SK_MAX_BYTES);
}

/** @throws when the keys of one read are malformed, too many, or not all different. */
export function checkKeys(table: TableName, keys: Key[]): void {
  if (keys.length > GET_MANY_MAX) refuse(`getMany takes at most ${GET_MANY_MAX} keys`, keys.length);
  for (const key of keys) checkKey(key);
  checkDistinct(keys.map((key) => ({ table, key })));
}

/** Two mentions of an item in one call are refused by DynamoDB, as they would have no order. */
function checkDistinct(keys: { table: TableName; key: Key }[]): void {
  const seen = new Map<string, Set<string>>();
  for (const { table, key } of keys) {
    const partition = `${table} ${key.pk}`;
    let inIt = seen.get(partition);
    if (!inIt) {
      inIt = new Set();
      seen.set(partition, inIt);
    }
    if (inIt.has(key.sk)) refuse('one call must not name an item twice', [table, key.pk, key.sk]);
    inIt.add(key.sk);
  }
}

function checkValue(value: unknown, at: Position): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array) return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(`${at} must be a finite number`, String(value));
    // The marshaller refuses numbers that a double cannot hold exactly.
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) refuse(`${at} must be at most 2^53 - 1`, value);
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) checkValue(element, index);
  } else if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    for (const [name, element] of Object.entries(value)) if (element !== undefined) checkValue(element, name);
  } else {
    refuse(`${at} must be a string, number, boolean, null, bytes, list or map`, String(value));
  }
}

/** An item's index attributes must be strings, or be missing: null would be refused. */
function checkAttributes(table: TableName, attributes: Record<string, Value | undefined>): void {
  for (const name in attributes) if (attributes[name] !== undefined) checkValue(attributes[name], name);
  for (const index of TABLE_DEFINITIONS[table].indexes) {
    const { pk, sk } = indexKeys(index);
    if (attributes[pk] !== undefined) checkString(pk, attributes[pk], PK_MAX_BYTES);
    if (attributes[sk] !== undefined) checkString(sk, attributes[sk], SK_MAX_BYTES);
  }
}

/** Answers the size of the item. */
export function checkItem(table: TableName, item: Item): number {
  checkKey(item);
  checkAttributes(table, item);
  const size = itemSize(item);
  if (size > ITEM_MAX_BYTES) refuse(`an item must have at most ${ITEM_MAX_BYTES} bytes`, { pk: item.pk, size });
  return size;
}

/** The attributes that an update sets, without those left alone. */
export const definedEntries = (set: Update['set']): [string, Value][] =>
  Object.entries(set ?? {}).filter((entry): entry is [string, Value] => entry[1] !== undefined);

function checkUpdate(table: TableName, update: Update): void {
  const set = definedEntries(update.set);
  const names = [...set.map(([name]) => name), ...Object.keys(update.add ?? {}), ...(update.remove ?? [])];
  if (names.length === 0) refuse('an update must change an attribute');
  if (new Set(names).size < names.length) refuse('an update must name an attribute once', names);
  if (names.includes('pk') || names.includes('sk')) refuse('an update must not touch the key');
  checkAttributes(table, Object.fromEntries(set));
  for (const [name, amount] of Object.entries(update.add ?? {})) {
    if (typeof amount !== 'number') refuse(`${name} must be a number`, amount);
    checkValue(amount, name);
  }
}

function checkConditions(conditions: Condition[]): void {
  for (const condition of conditions) {
    if ('anyOf' in condition) {
      if (condition.anyOf.length === 0) refuse('anyOf must have a condition');
      checkConditions(condition.anyOf);
    } else if ('value' in condition) {
      checkValue(condition.value, condition.attribute);
      const { is, value } = condition;
      const ordered = typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array;
      if (is !== '=' && is !== '<>' && !ordered) refuse(`${is} compares strings, numbers or bytes`, value);
    }
  }
}

export const keyOf = (write: Write): Key => (write.kind === 'put' ? write.item : write.key);

/** Answers how much the write adds to the size of its transaction. */
function checkPart(write: Write): number {
  checkConditions(write.when ?? []);
  if (write.kind === 'put') return checkItem(write.table, write.item);
  checkKey(write.key);
  if (write.kind === 'check' && write.when.length === 0) refuse('a check must have a condition');
  if (write.kind !== 'update') return 0;
  checkUpdate(write.table, write);
  return definedEntries(write.set).reduce((sum, [, value]) => sum + sizeOf(value), 0);
}

/** A write that needs no transaction. */
export type SingleWrite = Exclude<Write, { kind: 'check' }>;

/** @throws when the write is malformed. */
export function checkWrite(write: Write): asserts write is SingleWrite {
  if (write.kind === 'check') refuse('a check belongs in a transaction');
  checkPart(write);
}

/** @throws when the transaction is malformed. */
export function checkTransaction(writes: Write[], requestToken: string): void {
  if (requestToken.length < 1 || requestToken.length > TOKEN_MAX_LENGTH)
    refuse('a request token has 1 to 36 characters', requestToken);
  if (writes.length < 1 || writes.length > TRANSACTION_MAX_WRITES) {
    refuse(`a transaction has 1 to ${TRANSACTION_MAX_WRITES} writes`, writes.length);
  }
  let size = 0;
  for (const write of writes) size += checkPart(write);
  checkDistinct(writes.map((write) => ({ table: write.table, key: keyOf(write) })));
  if (size > TRANSACTION_MAX_BYTES) refuse(`a transaction must have at most ${TRANSACTION_MAX_BYTES} bytes`, size);
}

function checkCursor({ pk, index, after, from, to, prefix }: Query): void {
  if (!after) return;
  const names = index ? indexKeys(index) : { pk: 'pk', sk: 'sk' };
  const expected = new Set(['pk', 'sk', names.pk, names.sk]);
  const sk = after[names.sk];
  const fits =
    Object.keys(after).length === expected.size &&
    [...expected].every((name) => typeof after[name] === 'string' && after[name] !== '') &&
    after[names.pk] === pk &&
    sk !== undefined &&
    (from === undefined || compareStrings(sk, from) >= 0) &&
    (to === undefined || compareStrings(sk, to) <= 0) &&
    (prefix === undefined || sk.startsWith(prefix));
  if (!fits) throw new Problem('invalid-cursor', 'cursor: must be one that this query has answered');
}

/** @throws when the query is malformed; `invalid-cursor` when its cursor belongs to another query. */
export function checkQuery(query: Query): void {
  const { table, pk, index, from, to, prefix, limit, consistent } = query;
  checkString('pk', pk, PK_MAX_BYTES);
  if (index && !TABLE_DEFINITIONS[table].indexes.includes(index)) refuse(`${table} has no index`, index);
  if (index && consistent) refuse('an index has no consistent reads');
  if (prefix !== undefined && (from !== undefined || to !== undefined)) refuse('prefix excludes from and to');
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= QUERY_MAX_ITEMS)) {
    refuse(`limit must be an integer from 1 to ${QUERY_MAX_ITEMS}`, limit);
  }
  checkCursor(query);
}

/** True where the bounds leave no sort key: DynamoDB would refuse such a query. */
export const isEmptyRange = ({ from, to }: Query): boolean =>
  to === '' || (from !== undefined && to !== undefined && compareStrings(from, to) > 0);
