import { hash } from 'node:crypto';
import type { Item, Key, Value } from '../../core/tables.ts';

/** Before a text whose strings carry a letter each. Plain JSON never begins so. */
const LETTERED = '!';
const STRING = 's';
const BYTES = 'b';

type Lettered = Exclude<Value, Uint8Array | object> | Lettered[] | { [name: string]: Lettered };

/** An item's attributes but its keys, as a text: JSON where that can say it, which is nearly always. */
export function encode(item: Item): string {
  const attributes: Record<string, Value> = {};
  let isPlain = true;
  // This runs for every row of a list: a loop costs half of what a rest pattern does.
  for (const name in item) {
    const value = item[name];
    if (name === 'pk' || name === 'sk' || value === undefined) continue;
    attributes[name] = value;
    isPlain &&= !hasBytes(value);
  }
  return isPlain ? JSON.stringify(attributes) : LETTERED + JSON.stringify(lettered(attributes));
}

/** The item of which `encode` made a text. */
export function decode({ pk, sk }: Key, text: string): Item {
  const item = text.startsWith(LETTERED) ? unlettered(JSON.parse(text.slice(1))) : JSON.parse(text);
  item.pk = pk;
  item.sk = sk;
  return item;
}

/** The same for values of equal type and content, whatever the order of a map's names; another one for all others. */
export const fingerprint = (value: Value): Uint8Array => hash('sha256', canonical(value), 'buffer');

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
