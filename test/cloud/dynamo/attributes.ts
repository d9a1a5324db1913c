import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareStrings } from '../../../adapters/dynamodb/order.ts';

/** An item as DynamoDB's own client speaks of it. What is stored is never changed, only replaced. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A value as it goes over the wire: its bytes are a copy. What holds no bytes is never changed, and is shared. */
function copyOf(value: AttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: new Uint8Array(value.B) };
  if (value.L !== undefined) return { L: value.L.map(copyOf) };
  if (value.M !== undefined) return { M: overTheWire(value.M) ?? {} };
  return value;
}

export function overTheWire<T extends Attributes | undefined>(item: T): T {
  let copy: Record<string, AttributeValue> | undefined;
  for (const name in item) {
    const value = item[name] as AttributeValue;
    if (value.B === undefined && value.L === undefined && value.M === undefined) continue;
    copy ??= { ...item };
    copy[name] = copyOf(value);
  }
  return (copy ?? item) as T;
}

export const textOf = (value: AttributeValue | undefined): string => value?.S ?? '';

/** Bytes of a value, as DynamoDB counts them. */
function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.B !== undefined) return value.B.byteLength;
  if (value.L !== undefined) return value.L.reduce((sum, element) => sum + sizeOf(element) + 1, 3);
  if (value.M !== undefined) {
    return Object.entries(value.M).reduce((sum, [name, v]) => sum + Buffer.byteLength(name) + sizeOf(v) + 1, 3);
  }
  return 1;
}

export function itemSize(item: Attributes | undefined): number {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value) size += name.length + sizeOf(value);
  }
  return size;
}

/** Equal in type and content. */
export function isEqual(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined || b.S !== undefined) return a.S === b.S;
  if (a.N !== undefined || b.N !== undefined) {
    return a.N !== undefined && b.N !== undefined && Number(a.N) === Number(b.N);
  }
  if (a.B !== undefined || b.B !== undefined) {
    return a.B !== undefined && b.B !== undefined && Buffer.compare(a.B, b.B) === 0;
  }
  if (a.BOOL !== undefined || b.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.L !== undefined && b.L !== undefined) {
    const others = b.L;
    return a.L.length === others.length && a.L.every((element, i) => isEqual(element, others[i] as AttributeValue));
  }
  if (a.M !== undefined && b.M !== undefined) {
    const others = b.M;
    const names = Object.keys(a.M);
    return (
      names.length === Object.keys(others).length &&
      names.every((name) => others[name] !== undefined && isEqual(a.M?.[name] as AttributeValue, others[name]))
    );
  }
  return a.NULL === true && b.NULL === true;
}

/** Undefined where two values have no order, which fails every comparison. */
export function compare(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareStrings(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return Number(a.N) - Number(b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}
