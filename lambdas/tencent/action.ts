import * as z from 'zod';
import type { Role } from '../../core/access/role.ts';
import { Refusal } from './errors.ts';
import { fitted } from './flat-params.ts';

/** One of the vendor's calls. `schema` is a strict object; every field has the vendor's name. */
export interface Action<Schema extends z.ZodObject = z.ZodObject> {
  name: string;
  /** The least role that may call it. */
  role: Role;
  schema: Schema;
  /** Whether it creates or sends: a repetition with the same trace id is answered as the first was. */
  isRepeated?: boolean;
  /** What a missing field is called, where the vendor has a name for it. */
  missing?: Partial<Record<string, string>>;
  handle(input: z.output<Schema>, call: Call): Promise<Record<string, unknown>>;
}

/** Who calls, and under which id. */
export interface Call {
  keyId: string;
  requestId: string;
  /** The same for a repetition; null for a call that names none. */
  requestKey: string | null;
}

/** Types an action's handler by its schema; a table of actions then forgets it. */
export const action = <Schema extends z.ZodObject>(definition: Action<Schema>): Action =>
  definition as unknown as Action;

/** The kinds of fields. A text or list that is required must not be empty: the vendor takes that for missing. */
export const required = () => z.string().min(1);
/** An id of ours, which is a number there. */
export const idNumber = () => z.int().min(0);

/**
 * The input of an action. Throws `UnknownParameter`, `MissingParameter` (or the action's own name for it) and
 * `InvalidParameter`, in this order, with the name of the field.
 */
export function inputOf({ schema, missing = {} }: Action, parameters: unknown): Record<string, unknown> {
  const result = schema.safeParse(fitted(schema, parameters), { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap(faultsOf).sort((a, b) => RANK[a.kind] - RANK[b.kind]);
  const [first] = faults;
  if (first === undefined) throw new Error('a schema refused an input without a reason');
  const code = first.kind === 'MissingParameter' ? (missing[first.field] ?? first.kind) : first.kind;
  throw new Refusal(code, `${first.field === '' ? 'the request' : first.field} ${first.rule}`);
}

const RANK = { UnknownParameter: 0, MissingParameter: 1, InvalidParameter: 2 } as const;

interface Fault {
  kind: keyof typeof RANK;
  field: string;
  rule: string;
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const field = fieldOf(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      kind: 'UnknownParameter',
      field: fieldOf([...issue.path, key]),
      rule: 'is not a parameter of this action',
    }));
  const { input } = issue;
  if (input === undefined || input === '' || (Array.isArray(input) && input.length === 0))
    return [{ kind: 'MissingParameter', field, rule: 'is required' }];
  return [{ kind: 'InvalidParameter', field, rule: ruleOf(issue) }];
}

const fieldOf = (path: readonly PropertyKey[]): string => path.map((part) => String(part).slice(0, 100)).join('.');

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  return 'is not written as it should be';
}
