/** An answer that is not a success. `message` names the call and the fault. */
export class ApiProblem extends Error {
  readonly status: number;
  /** One of the codes of the API; null for an answer that is not the product's own. */
  readonly code: string | null;
  readonly detail: string;
  /** The fault of each field, by JSON Pointer. */
  readonly errors: readonly { path: string; message: string }[];

  constructor(status: number, call: string, { code, detail, errors }: ProblemBody) {
    super(`${call}: ${detail ?? status}`);
    this.status = status;
    this.code = code ?? null;
    this.detail = detail ?? `the answer was ${status}`;
    this.errors = errors ?? [];
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
  errors?: { path: string; message: string }[];
}

export function problemFrom(status: number, text: string, call: string): ApiProblem {
  try {
    return new ApiProblem(status, call, JSON.parse(text) as ProblemBody);
  } catch {
    return new ApiProblem(status, call, {});
  }
}
