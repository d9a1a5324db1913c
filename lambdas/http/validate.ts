import type * as z from 'zod';
import type { FieldCode, FieldError, Params } from '../../core/problems.ts';
import { longLists } from './list-lengths.ts';

/** Most faults that one answer lists: a call may carry 20,000 recipients, each of them wrong. */
const MAX_ERRORS = 100;

export type Validated = { ok: true; value: unknown } | { ok: false; errors: FieldError[] };

/** Checks a value by a schema. Every fault is named by its JSON Pointer; an unknown field is a fault of its own. */
export const validate = (schema: z.ZodType, value: unknown): Validated => {
  const long = typeof value === 'object' && value !== null ? longLists(schema, value) : [];
  if (long.length > 0) return { ok: false, errors: long };
  const result = schema.safeParse(value, { error: describe, reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  // Cut twice: an issue has one fault or more.
  const issues = result.error.issues.slice(0, MAX_ERRORS);
  return { ok: false, errors: issues.flatMap((issue) => errorsOf(issue, [])).slice(0, MAX_ERRORS) };
};

type Path = readonly PropertyKey[];

const errorsOf = (issue: z.core.$ZodIssue, base: Path): FieldError[] => {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pointer([...path, key]),
      message: 'is not a known field',
      code: 'unknown-field',
      params: {},
    }));
  }
  if (issue.code === 'invalid_union') {
    const branch = closestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((part) => errorsOf(part, path));
  }
  return [{ path: pointer(path), message: issue.message, ...wordsOf(issue) }];
};

/**
 * Of the alternatives of a union the one that is nearest to what was sent: with fewest faults, none of them at its
 * root.
 */
const closestBranch = (branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined => {
  const [best] = branches
    .filter((issues) => issues.every(({ code, path }) => code !== 'invalid_type' || path.length > 0))
    .sort((a, b) => a.length - b.length);
  return best;
};

/** A JSON Pointer (RFC 6901). */
const pointer = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const NOUNS: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** The requirement for a text that is not in the right format. */
const FORMATS: Record<string, string> = {
  regex: 'written otherwise',
  datetime: 'a time that exists, with Z or an offset, such as 2027-01-05T09:00:00Z',
  date: 'a date that exists, such as 2027-01-05',
};

const UNITS: Record<string, string> = { string: ' characters', array: ' entries', set: ' entries' };

/** Messages in the product's own words: the allowed values, in lower case, to follow the field's name. */
const describe = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `must ${verbFor(issue.origin)} at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return `must ${verbFor(issue.origin)} at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return `must be ${FORMATS[issue.format] ?? `a valid ${issue.format}`}`;
    case 'invalid_union':
      return 'fits none of the allowed forms';
    default:
      return undefined;
  }
};

/** The same for programs. What a schema checks for itself says so by `fault`. */
const wordsOf = (issue: z.core.$ZodIssue): { code: FieldCode; params: Params } => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return { code: 'required', params: {} };
      return { code: 'type', params: { expected: issue.expected } };
    case 'too_big':
      return { code: 'too-big', params: { max: Number(issue.maximum), ...unitOf(issue.origin) } };
    case 'too_small':
      return { code: 'too-small', params: { min: Number(issue.minimum), ...unitOf(issue.origin) } };
    case 'invalid_value':
      if (issue.input === undefined) return { code: 'required', params: { allowed: issue.values.map(String) } };
      return { code: 'not-allowed', params: { allowed: issue.values.map(String) } };
    case 'invalid_union':
      return { code: issue.input === undefined ? 'required' : 'type', params: {} };
    case 'custom':
      return { code: 'format', params: {}, ...issue.params };
    default:
      return { code: 'format', params: 'format' in issue ? { format: issue.format } : {} };
  }
};

const unitOf = (origin: string): { unit?: string } =>
  UNITS[origin] === undefined ? {} : { unit: UNITS[origin].trim() };

const verbFor = (origin: string): string => (origin in UNITS ? 'have' : 'be');
