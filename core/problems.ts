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
  'mail-too-large': 413,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-key-reused': 422,
  'mail-not-sent': 422,
  'rate-limited': 429,
  'quota-used-up': 429,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** The fault of one field. `path` is a JSON Pointer (RFC 6901) into the body, e.g. `/recurrence/at`. */
export interface FieldError {
  path: string;
  message: string;
}

/** A mail that was certainly not sent. `variable`: the one that is missing, with `missing-variable`. */
export interface UnsentMail {
  mailId: string;
  reason: { code: UnsentCode; variable: string | null };
}

/** Why a mail was not sent; `refused`: the mail server refused it. */
export const UNSENT_CODES = ['suppressed', 'missing-variable', 'template-error', 'mail-too-large', 'refused'] as const;
export type UnsentCode = (typeof UNSENT_CODES)[number];

/** A fault of the caller. Anything else that is thrown is a fault of ours: 500, retry, dead-letter queue. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[];
  /** With `quota-used-up`: when to try again. */
  readonly resumesAt: number | null;
  /** With `mail-not-sent`: which mail, and why it was not sent. */
  readonly mail: UnsentMail | null;

  constructor(
    code: ProblemCode,
    message: string,
    options: { errors?: FieldError[]; resumesAt?: number; mail?: UnsentMail } = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.code = code;
    this.errors = options.errors ?? [];
    this.resumesAt = options.resumesAt ?? null;
    this.mail = options.mail ?? null;
  }
}

/** A fault in one field of the body: `code` defaults to `invalid-request`. */
export const invalidField = (path: string, message: string, code: ProblemCode = 'invalid-request'): Problem =>
  new Problem(code, `${path.slice(1) || 'body'}: ${message}`, { errors: [{ path, message }] });
