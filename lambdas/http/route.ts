import type * as z from 'zod';
import type { Caller, Role } from '../../core/access/role.ts';

export type { Caller, Role };

/**
 * Most bytes of a body with attachments: 4 MB of them have 5.33 MB in base64. Lambda takes events of 6 MB; the rest is
 * left for headers and for what JSON escapes.
 */
export const BYTES_WITH_ATTACHMENTS = 5.75 * 1024 * 1024;

export interface RouteRequest<Params, QueryString, RequestBody> {
  params: Params;
  query: QueryString;
  body: RequestBody;
  /** `null` on public routes. */
  caller: Caller | null;
  /** The host under which the API was called, with its port where it has one. */
  host: string;
  /** As API Gateway numbers it. */
  requestId: string;
  /** The versions in `If-Match`; null without that header, for any version, and where it is not taken. */
  ifMatch: string[] | null;
  /** Names the request by API key, path and Idempotency-Key; null without that header, or where it is not taken. */
  requestKey: string | null;
}

export interface RouteAnswer {
  /** Default: the route's `status`. */
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Cookies to set, each as a `Set-Cookie` has it. */
  cookies?: string[];
}

/**
 * One call of the API: what validates it also documents it. Schemas are strict objects; `openapi.json` is made of them.
 * `path` is written as in OpenAPI, e.g. `/v1/tasks/{id}`.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  QueryString extends z.ZodType = z.ZodType,
  RequestBody extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  summary: string;
  /** The least role that may call it; `public` needs no key. */
  role: Role | 'public';
  /** Public, but for the pages of the product alone: what other pages make a browser send is refused. */
  isForOwnPages?: boolean;
  params?: Params;
  query?: QueryString;
  body?: RequestBody;
  /**
   * Looks at a body before its schema does, without a look at what is in its lists. May throw a `Problem` with a code
   * of its own.
   */
  checkFirst?(body: Record<string, unknown>): void;
  /** Schema of the answer, for the document. */
  answer: z.ZodType | null;
  status: 200 | 201 | 202 | 204;
  /** Most bytes of its body; without it the API's own limit of 5 MB. */
  requestBytes?: number;
  /** POSTs that create take `Idempotency-Key`. */
  idempotent?: boolean;
  /** Takes `If-Match`, by which a change is refused when somebody else's came before it. */
  takesIfMatch?: boolean;
  /** Whether what is created (201) has no address of its own, so that the answer names none in `Location`. */
  hasNoAddress?: boolean;
  /** Which requests create nothing, and are carried out anew each time, with an `Idempotency-Key` or without. */
  isRepeatable?(query: z.output<QueryString>): boolean;
  /** What else it answers, for the document. */
  otherAnswer?: { status: 200 | 202; answer: z.ZodType; description: string };
  /** Fields of the answer that are shown once: null when the answer is replayed, for they are not kept. */
  shownOnce?: string[];
  handle(request: RouteRequest<z.output<Params>, z.output<QueryString>, z.output<RequestBody>>): Promise<RouteAnswer>;
}

/** Types a route's handler by its schemas; a list of routes then forgets them. */
export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  definition: Route<P, Q, B>,
): Route => definition as unknown as Route;
