import type { TaskStatus } from '../../core/tasks/status.ts';

/** The fault of one field, at its JSON Pointer: `message` for people, `code` and `params` for programs. */
export interface FieldFault {
  path: string;
  message: string;
  code?: string;
  params?: Readonly<Record<string, unknown>>;
}

/** An unfinished task that uses what was to be deleted. */
export interface UsingTask {
  taskId: string;
  name: string | null;
  status: TaskStatus;
}

/** An answer that is not a success. `message` names the call and the fault. */
export class ApiProblem extends Error {
  readonly status: number;
  /** One of the codes of the API; null for an answer that is not the product's own. */
  readonly code: string | null;
  readonly detail: string;
  readonly errors: readonly FieldFault[];
  /** The values that `detail` names. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Under which the product logs the call; null for an answer that is not its own. */
  readonly requestId: string | null;
  /** With `in-use`: the tasks that use it. */
  readonly usedBy: readonly UsingTask[];
  /** ISO 8601: with `quota-used-up`, when there is quota again. */
  readonly resumesAt: string | null;

  /** Seconds after which the same call may succeed; null where the answer does not say. */
  readonly retryAfter: number | null;

  constructor(
    status: number,
    call: string,
    { code, detail, errors, params, requestId, resumesAt, usedBy }: ProblemBody,
    retryAfter: number | null,
  ) {
    super(`${call}: ${detail ?? status}`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.code = code ?? null;
    this.detail = detail ?? `the answer was ${status}`;
    this.errors = errors ?? [];
    this.params = params ?? {};
    this.requestId = requestId ?? null;
    this.resumesAt = resumesAt ?? null;
    this.usedBy = usedBy ?? [];
  }
}

/** No server answers at the address. */
export class Unreachable extends Error {
  constructor(url: string, reason: string) {
    super(`${url} cannot be reached: ${reason}`);
  }
}

interface ProblemBody {
  code?: string;
  detail?: string;
  errors?: FieldFault[];
  params?: Record<string, unknown>;
  requestId?: string;
  resumesAt?: string;
  usedBy?: UsingTask[];
}

export function problemFrom({ status, headers }: Response, text: string, call: string): ApiProblem {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
  try {
    return new ApiProblem(status, call, JSON.parse(text) as ProblemBody, retryAfter);
  } catch {
    return new ApiProblem(status, call, {}, retryAfter);
  }
}
