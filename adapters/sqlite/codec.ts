import { hash } from 'node:crypto';
import type { Item, Key, Value, Write } from '../../core/tables.ts';

/** Before a text whose strings carry a letter each. Plain JSON never begins so. */
const LETTERED = '!';
const STRING = 's';
const BYTES = 'b';

type Lettered = Exclude<Value, Uint8Array | object> | Lettered[] | { [name: string]: Lettered };

/**
 * An item's attributes but its keys, in the order of their names, as a text: JSON where that can say it, which is
 * nearly always.
 */
export function encode(item: Item): string {
  const attributes: Record<string, Value> = {};
  let isPlain = true;
  for (const name of namesInOrder(item)) {
    const value = item[name];
    if (name === 'pk' || name === 'sk' || value === undefined) continue;
    attributes[name] = value;
    isPlain &&= !hasBytes(value);
  }
  return isPlain ? JSON.stringify(attributes) : LETTERED + JSON.stringify(lettered(attributes));
}

/** The items of a list have the same names: sorting them each time would cost as much as writing them. */
let lastNames: string[] = [];
let lastInOrder: readonly string[] = [];

function namesInOrder(item: Item): readonly string[] {
  const names = Object.keys(item);
  if (names.length !== lastNames.length || names.some((name, i) => name !== lastNames[i])) {
    lastNames = names;
    lastInOrder = names.toSorted();
  }
  return lastInOrder;
}

/** The item of which `encode` made a text. */
export function decode({ pk, sk }: Key, text: string): Item {
  const item = text.startsWith(LETTERED) ? unlettered(JSON.parse(text.slice(1))) : JSON.parse(text);
  item.pk = pk;
  item.sk = sk;
  return item;
}

/**
 * The same for transactions of equal writes, whatever the order of a map's names; another one for all others. `texts`:
 * what `encode` makes of the items that are put.
 */
export function fingerprint(writes: Write[], texts: (string | undefined)[]): Uint8Array {
  let text = '';
  let last: { when?: Write['when']; text: string } = { text: '' };
  for (const [index, write] of writes.entries()) {
    const encoded = texts[index];
    if (write.kind !== 'put' || encoded === undefined || hasMaps(write.item)) {
      text += `${canonical(write as unknown as Value)}\n`;
      continue;
    }
    const { table, item, when } = write;
    // The rows of a list share their condition.
    if (when !== last.when) last = { when, text: when === undefined ? '' : canonical(when) };
    text += `${table}${canonical(item.pk)}${canonical(item.sk)}${encoded}${last.text}\n`;
  }
  return hash('sha256', text, 'buffer');
}

/** Whether an item has a map or a list, whose names `encode` leaves in their order. */
function hasMaps(item: Item): boolean {
  for (const name in item) {
    const value = item[name];
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) return true;
  }
  return false;
}

/** Lengths before texts keep values apart that would else be written alike. */
function canonical(value: Value): string {
  if (typeof value === 'string') return `${value.length}${STRING}${value}`;
  if (value === null || typeof value !== 'object') return `${value}`;
  if (value instanceof Uint8Array) return `${BYTES}${base64(value)}`;
  let text = '';
  if (Array.isArray(value)) {
    for (const element of value) text += `${canonical(element)},`;
    return `[${text}]`;
  }
  for (const name of Object.keys(value).sort()) {
    const element = value[name];
    if (element !== undefined) text += `${canonical(name)}:${canonical(element)},`;
  }
  return `{${text}}`;
}

function hasBytes(value: Value | undefined): boolean {
  if (value === null || typeof value !== 'object') return false;
  return value instanceof Uint8Array || Object.values(value).some(hasBytes);
}

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/** A value with a letter before each string, so that bytes can be strings too. */
function lettered(value: Value): Lettered {
  if (typeof value === 'string') return STRING + value;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return BYTES + base64(value);
  if (Array.isArray(value)) return value.map(lettered);
  const copy: Record<string, Lettered> = {};
  for (const [name, element] of Object.entries(value)) if (element !== undefined) copy[name] = lettered(element);
  return copy;
}

/** Changes what it is given, which nobody else has. */
function unlettered(value: Lettered): Value {
  if (typeof value === 'string') {
    return value.startsWith(BYTES) ? new Uint8Array(Buffer.from(value.slice(1), 'base64')) : value.slice(1);
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unlettered);
  const map: Record<string, Value> = value;
  for (const name of Object.keys(value)) map[name] = unlettered(value[name] as Lettered);
  return map;
}
