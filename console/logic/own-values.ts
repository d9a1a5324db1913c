import { putValue } from './values-data.ts';

type Data = Readonly<Record<string, unknown>>;

/** A value that a task gives all its recipients. */
export interface OwnValue {
  /** As a template names it: `order.number`. */
  name: string;
  text: string;
  /** What the text stands for where that is no text: a number, a list. It holds while the text is the same. */
  was?: unknown;
}

/** The values of a task, one by one; those within others by their full names. */
export function ownValuesOf(data: Data, prefix = ''): OwnValue[] {
  return Object.entries(data).flatMap(([name, value]) => {
    const full = `${prefix}${name}`;
    if (typeof value === 'string') return [{ name: full, text: value }];
    if (isObject(value) && Object.keys(value).length > 0) return ownValuesOf(value, `${full}.`);
    return [{ name: full, text: JSON.stringify(value), was: value }];
  });
}

/** The data that they are. One without a name is none yet. */
export function ownData(values: readonly OwnValue[]): Record<string, unknown> {
  const data: Record<string, unknown> = Object.create(null);
  for (const { name, text, was } of values) {
    const isKept = was !== undefined && JSON.stringify(was) === text;
    if (name.trim() !== '') putValue(data, name.trim().split('.'), isKept ? was : text);
  }
  return data;
}

const isObject = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
