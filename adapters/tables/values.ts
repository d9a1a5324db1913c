import type { Item, Value } from '../../core/tables.ts';
import { compareStrings } from '../dynamodb/order.ts';

/** A copy that shares nothing with the original. `undefined` in lists and maps is dropped, as the marshaller does. */
export function copyValue(value: Value): Value {
  if (typeof value === 'number') return value + 0; // DynamoDB knows no negative zero.
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.filter((element) => element !== undefined).map(copyValue);
  const copy: Record<string, Value> = {};
  for (const name in value) {
    const element = value[name];
    if (element !== undefined) copy[name] = copyValue(element);
  }
  return copy;
}

export const copyItem = (item: Item): Item => copyValue(item as Value) as Item;

/** Equality as in DynamoDB: of type and content, whatever the order of a map's names. */
export function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!(Array.isArray(a) && Array.isArray(b)) || a.length !== b.length) return false;
    return a.every((element, index) => isEqual(element, b[index] as Value));
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name] as Value, b[name] as Value))
  );
}

/** The order of two values of one type; `undefined` where they have none, which fails every comparison. */
export function compare(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}
