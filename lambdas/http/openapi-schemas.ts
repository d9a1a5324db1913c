import * as z from 'zod';
import { FIELD_FORMATS, FIELD_NOTES } from './field-notes.ts';

export type JsonObject = Record<string, unknown>;

/** Schemas of the document by name; what has a name is written once. */
export type Components = Record<string, JsonObject>;

const refTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** A zod schema as JSON Schema; schemas with an id become components. */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output', components: Components): JsonObject => {
  const {
    $schema: _dialect,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => tidy(jsonSchema, io),
  }) as JsonObject;
  const own = typeof json.id === 'string' ? { [json.id]: json } : {};
  for (const [name, definition] of Object.entries({ ...($defs as JsonObject), ...own })) {
    components[name] = withoutId(inComponents(definition) as JsonObject);
  }
  return typeof json.id === 'string' ? refTo(json.id) : (inComponents(json) as JsonObject);
};

/** The same under a name, so that generated clients have a type for it; a page is named by what is on it. */
export function namedSchemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  name: string,
  components: Components,
): JsonObject {
  const json = schemaOf(schema, io, components);
  if (json.$ref !== undefined) return json;
  const named = pageNameOf(json) ?? name;
  components[named] = json;
  return refTo(named);
}

function pageNameOf({ properties }: JsonObject): string | undefined {
  const { items, nextCursor } = (properties ?? {}) as { items?: { items?: { $ref?: string } }; nextCursor?: unknown };
  const entry = items?.items?.$ref?.split('/').at(-1);
  return entry === undefined || nextCursor === undefined ? undefined : `${entry}Page`;
}

/** Formats say it shorter than zod's patterns; and the largest safe integer is what it says where nothing was said. */
function tidy(schema: JsonObject, io: 'input' | 'output'): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  const isCount = schema.type === 'integer' && schema.enum === undefined && schema.const === undefined;
  if (io === 'output' && isCount && schema.exclusiveMinimum === undefined) schema.minimum ??= 0;
}

const withoutId = ({ id: _id, ...schema }: JsonObject): JsonObject => schema;

/** Definitions are shared by the document, not kept in each schema. */
const inComponents = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));

/**
 * Says of every field what it means, where its schema does not. `place`: names from the schema inwards; the note of the
 * longest end of it that has one is taken.
 */
export function annotate(schema: JsonObject, place: string[]): void {
  const {
    properties = {},
    items,
    additionalProperties,
  } = schema as {
    properties?: Record<string, JsonObject>;
    items?: JsonObject;
    additionalProperties?: JsonObject | boolean;
  };
  for (const [name, field] of Object.entries(properties)) {
    annotateField(field, [...place, name]);
    annotate(field, [...place, name]);
  }
  for (const inner of [items, additionalProperties]) if (typeof inner === 'object') annotate(inner, place);
  for (const inner of alternativesOf(schema)) annotate(inner, place);
}

const alternativesOf = (schema: JsonObject): JsonObject[] =>
  ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as JsonObject[]);

/** Gives a field its note and the format that its name stands for. */
export function annotateField(field: JsonObject, place: string[]): void {
  const said = [field, ...alternativesOf(field)].some(({ description }) => description !== undefined);
  const note = noteOf(place);
  if (!said && note !== undefined) field.description = note;
  const format = FIELD_FORMATS[place.at(-1) ?? ''];
  if (format === undefined) return;
  for (const part of [field, ...alternativesOf(field)]) {
    if (part.type === 'string' && part.enum === undefined && part.pattern === undefined) part.format ??= format;
  }
}

function noteOf(place: string[]): string | undefined {
  for (let from = 0; from < place.length; from += 1) {
    const note = FIELD_NOTES[place.slice(from).join('.')];
    if (note !== undefined) return note;
  }
  return undefined;
}
