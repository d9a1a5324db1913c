import * as z from 'zod';
import { Refusal } from './errors.ts';

/**
 * Parameters of a form or a query are texts with names such as `Template.TemplateID` and `Emails.0`. What they are is
 * told by the schema of the action: objects, lists, whole numbers, flags.
 */

export type Pairs = readonly (readonly [name: string, value: string])[];

/** 20,000 entries of three fields, and the rest. */
const MAX_PARAMETERS = 70_000;
const MAX_DEPTH = 6;
/** What belongs to the call itself, and to none of its actions. */
const OF_THE_CALL: ReadonlySet<string> = new Set([
  'Action',
  'Version',
  'Region',
  'Timestamp',
  'Nonce',
  'SecretId',
  'Signature',
  'SignatureMethod',
  'Token',
  'Language',
  'RequestClient',
]);

/** Names below a name; apart from the objects of JSON, whose lists are lists already. */
class Branch extends Map<string, Branch | string> {}

/** The parameters of an action as they are meant. Throws `InvalidParameter` for names that contradict each other. */
export function nested(pairs: Pairs): unknown {
  const own = pairs.filter(([name]) => !OF_THE_CALL.has(name));
  if (own.length > MAX_PARAMETERS) throw wrong(`at most ${MAX_PARAMETERS} parameters are taken, not ${own.length}`);
  const root = new Branch();
  for (const [name, value] of own) hang(root, name, value);
  return root;
}

function hang(root: Branch, name: string, value: string): void {
  const parts = name.split('.');
  if (parts.length > MAX_DEPTH || parts.includes('')) throw wrong(`${shown(name)} is no name of a parameter`);
  const last = parts.pop() ?? '';
  let branch = root;
  for (const part of parts) {
    const next = branch.get(part) ?? new Branch();
    if (typeof next === 'string') throw wrong(`${shown(name)} is given beside a value of its own`);
    branch.set(part, next);
    branch = next;
  }
  if (branch.has(last)) throw wrong(`${shown(name)} is given twice`);
  branch.set(last, value);
}

/**
 * A value as its schema has it, so far as that can be read from it: digits become numbers, numbered names a list, and
 * what is null is left out. What does not fit stays as it is, for the schema to say so.
 */
export function fitted(schema: z.ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return fitted(schema.unwrap() as z.ZodType, value);
  if (schema instanceof z.ZodObject) return fittedObject(schema.shape, value);
  if (schema instanceof z.ZodArray) return fittedList(schema.element as z.ZodType, value);
  if (schema instanceof z.ZodNumber && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (schema instanceof z.ZodBoolean && typeof value === 'string') return FLAGS.get(value.toLowerCase()) ?? value;
  return plain(value);
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function fittedObject(shape: Record<string, z.ZodType>, value: unknown): unknown {
  const entries = entriesOf(value);
  if (entries === null) return value;
  const given = entries.filter(([, part]) => part !== null);
  return Object.fromEntries(
    given.map(([name, part]) => {
      const schema = Object.hasOwn(shape, name) ? shape[name] : undefined;
      return [name, schema === undefined ? plain(part) : fitted(schema, part)];
    }),
  );
}

function fittedList(element: z.ZodType, value: unknown): unknown {
  const items = value instanceof Branch ? numbered(value) : value;
  if (!Array.isArray(items)) return plain(value);
  return items.filter((item) => item !== null).map((item) => fitted(element, item));
}

/** The entries of a list in the order of their numbers, which may have gaps; null where the names are no numbers. */
function numbered(branch: Branch): unknown[] | null {
  const entries = [...branch];
  if (!entries.every(([index]) => /^(0|[1-9]\d{0,5})$/.test(index))) return null;
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

const entriesOf = (value: unknown): [string, unknown][] | null => {
  if (value instanceof Branch) return [...value];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
};

/** Without branches. */
const plain = (value: unknown): unknown =>
  value instanceof Branch ? Object.fromEntries([...value].map(([name, part]) => [name, plain(part)])) : value;

const wrong = (message: string): Refusal => new Refusal('InvalidParameter', message);

/** A name that a message can hold. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 100));
