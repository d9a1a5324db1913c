import { randomUUID } from 'node:crypto';

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Content Too Large',
  421: 'Misdirected Request',
  503: 'Service Unavailable',
};

/** A fault of whoever calls what only this machine has, as `application/problem+json`. */
export class LocalProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  answer(): { status: number; headers: Record<string, string>; body: string } {
    const { status, code, message } = this;
    const body = { type: 'about:blank', title: TITLES[status], status, code, detail: message, requestId: randomUUID() };
    return {
      status,
      headers: { ...this.headers, 'content-type': 'application/problem+json' },
      body: JSON.stringify(body),
    };
  }
}
