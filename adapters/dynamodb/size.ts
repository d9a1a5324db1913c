/**
 * Sizes as DynamoDB counts them:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import type { Item, Value } from '../../core/tables.ts';

const CONTAINER_BYTES = 3;

/** Bytes of a value; numbers are estimated by their digits. */
export function sizeOf(value: Value | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + sizeOf(element) + 1, CONTAINER_BYTES);
  return Object.entries(value).reduce(
    (sum, [name, v]) => sum + Buffer.byteLength(name) + sizeOf(v) + 1,
    CONTAINER_BYTES,
  );
}

/** Bytes of an item: its attributes' names and values. */
export const itemSize = (item: Item): number => {
  let size = 0;
  for (const name in item) if (item[name] !== undefined) size += Buffer.byteLength(name) + sizeOf(item[name]);
  return size;
};
