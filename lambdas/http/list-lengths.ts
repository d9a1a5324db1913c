import * as z from 'zod';
import type { FieldError } from '../../core/problems.ts';

/** What of a JSON Schema says how long lists may be, and where they are. */
interface Shape {
  maxItems?: number;
  properties?: Record<string, Shape>;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

const shapes = new WeakMap<z.ZodType, Shape>();

/**
 * The lists in a value that are longer than their schema allows, found without a look at their entries. Zod looks at
 * all of them first, and makes a fault of each wrong one: a body has room for hundreds of thousands.
 */
export function longLists(schema: z.ZodType, value: unknown): FieldError[] {
  const shape = shapes.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape);
  shapes.set(schema, shape);
  return longIn(shape, value, '');
}

function longIn(shape: Shape, value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null) return [];
  const { maxItems, properties = {}, anyOf = [], oneOf = [] } = shape;
  if (Array.isArray(value) && maxItems !== undefined && value.length > maxItems) {
    const message = `must have at most ${maxItems} entries`;
    return [{ path, message, code: 'too-big', params: { max: maxItems, unit: 'entries' } }];
  }
  const fields = Object.entries(properties).filter(([name]) => Object.hasOwn(value, name));
  const within = fields.flatMap(([name, field]) =>
    longIn(field, (value as Record<string, unknown>)[name], `${path}/${name}`),
  );
  // Of the alternatives one takes a list at the most.
  const [alternative] = [...anyOf, ...oneOf]
    .map((each) => longIn(each, value, path))
    .filter(({ length }) => length > 0);
  return [...within, ...(alternative ?? [])];
}
