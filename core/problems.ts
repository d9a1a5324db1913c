/** Codes of the API's problems (docs/api.md), each with its HTTP status. */
export const PROBLEM_STATUS = {
  'invalid-request': 400,
  'start-in-past': 400,
  'list-empty': 400,
  'domain-not-verified': 400,
  'too-many-recipients': 400,
  'invalid-cursor': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'wrong-status': 409,
  'in-use': 409,
  'already-exists': 409,
  'request-in-progress': 409,
  'stack-held': 409,
  'changed-meanwhile': 412,
  'mail-too-large': 413,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-key-reused': 422,
  'mail-not-sent': 422,
  'rate-limited': 429,
  'quota-used-up': 429,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/**
 * What a field did wrong, for programs, which say it in words of their own:
 *
 * - `required`: it is missing. `type`: it is another kind of value (`expected`).
 * - `too-small`, `too-big`: outside of `min` or `max`, counted in `unit` (`characters`, `entries`, `bytes`, ...).
 * - `format`: written otherwise (`format`). `unknown-field`: no field has this name.
 * - `not-allowed`: not one of the `allowed` values, or not in this place (`with`, `only`).
 * - `in-past`, `too-far`: a time that is over, or too far ahead (`maxDays`).
 * - `no-such`: it names something that does not exist. `not-ready`: something that cannot be used yet.
 * - `not-verified`: a `domain` that may not send yet. `repeated`: given twice.
 * - `liquid`: a template that is not right (`line`, `column`, `detail`).
 */
export const FIELD_CODES = [
  'required',
  'type',
  'too-small',
  'too-big',
  'format',
  'unknown-field',
  'not-allowed',
  'in-past',
  'too-far',
  'no-such',
  'not-ready',
  'not-verified',
  'repeated',
  'liquid',
] as const;
export type FieldCode = (typeof FIELD_CODES)[number];

/** The values that a message names: numbers, names, ids, and lists of them. */
export type Params = Readonly<Record<string, string | number | boolean | null | readonly (string | number | null)[]>>;

/**
 * The fault of one field. `path` is a JSON Pointer (RFC 6901) into the body, e.g. `/recurrence/at`. `code` and `params`
 * say for programs what `message` says for people.
 */
export interface FieldError {
  path: string;
  message: string;
  code: FieldCode;
  params: Params;
}

/** A mail that was certainly not sent. `variable`: the one that is missing, with `missing-variable`. */
export interface UnsentMail {
  mailId: string;
  reason: { code: UnsentCode; variable: string | null };
}

/** Why a mail was not sent; `refused`: the mail server refused it. */
export const UNSENT_CODES = ['suppressed', 'missing-variable', 'template-error', 'mail-too-large', 'refused'] as const;
export type UnsentCode = (typeof UNSENT_CODES)[number];

/** An unfinished task that uses something. */
export interface UsingTask {
  taskId: string;
  name: string | null;
  status: string;
}

/** A fault of the caller. Anything else that is thrown is a fault of ours: 500, retry, dead-letter queue. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[];
  /** The values that the message names. */
  readonly params: Params;
  /** With `quota-used-up`: when to try again. */
  readonly resumesAt: number | null;
  /** With `in-use`: the tasks that use it, newest first, a few of many. */
  readonly usedBy: readonly UsingTask[];
  /** With `mail-not-sent`: which mail, and why it was not sent. */
  readonly mail: UnsentMail | null;

  constructor(
    code: ProblemCode,
    message: string,
    options: {
      errors?: FieldError[];
      params?: Params;
      resumesAt?: number;
      usedBy?: readonly UsingTask[];
      mail?: UnsentMail;
    } = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.errors = options.errors ?? [];
    this.params = options.params ?? {};
    this.resumesAt = options.resumesAt ?? null;
    this.usedBy = options.usedBy ?? [];
    this.mail = options.mail ?? null;
  }
}

/** The problem of some faults, of which there is one at least. It names the first. */
export const invalidFields = (errors: FieldError[], problem: ProblemCode = 'invalid-request'): Problem => {
  const [first] = errors;
  const named = first && `${first.path.slice(1) || 'body'}: ${first.message}`;
  return new Problem(problem, named ?? 'the request is not valid', { errors, params: first?.params ?? {} });
};

/** A fault in one field of the body. */
export const invalidField = (
  path: string,
  message: string,
  code: FieldCode,
  params: Params = {},
  problem?: ProblemCode,
): Problem => invalidFields([{ path, message, code, params }], problem);

/** Throws `in-use` when there are tasks that use something. `what` they do: `uses the list 41`. */
export function refuseInUse(usedBy: readonly UsingTask[], what: string): void {
  if (usedBy.length > 0) throw new Problem('in-use', `an unfinished task ${what}`, { usedBy });
}
