import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Clock, iso } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { isTencentCall } from '../lambdas/tencent/handler.ts';
import { checkHost, checkOrigin } from './front-guard.ts';
import { LocalProblem } from './local-problem.ts';

/** Maximum size of one Lambda event. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** Bodies of these types are handed over as text, all others in base64, as API Gateway does. */
const TEXT_TYPE = /^(text\/|application\/(json|xml|javascript|[\w.-]+\+(json|xml))(;|$))/i;

/** What only this machine has. */
const LOCAL_PATH = /^\/(_local\/|inbox($|\/))/;
/** The console, and the address without a path, which leads there. */
const CONSOLE_PATH = /^\/($|console($|\/))/;

/** A request whose body has arrived. */
export interface FrontRequest {
  method: string;
  url: URL;
  body: Buffer;
}

export interface FrontAnswer {
  status: number;
  headers?: Record<string, string>;
  /** A stream is ended, if it does not end before, when whoever asked has gone. */
  body?: string | Buffer | Readable;
}

export interface FrontOptions {
  /** 0 for any that is free. */
  port: number;
  clock: Clock;
  log: Log;
  api(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** Receives and serves files of any size, under a path of its own. */
  files: { path: string; serve(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> };
  /** Calls of programs written for Tencent Cloud. */
  tencent: Target;
  /** Answers requests for the console; calls of it do not keep the machine from its rest. */
  console(event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2;
  /** Answers requests under `/_local/` and for the pages of the inbox. */
  local(request: FrontRequest): Promise<FrontAnswer>;
}

/** A function behind this front. */
type Target = (
  event: APIGatewayProxyEventV2,
) => APIGatewayProxyStructuredResultV2 | Promise<APIGatewayProxyStructuredResultV2>;

/** One port of the loopback interface, in the place of API Gateway's HTTP API. */
export class HttpFront {
  readonly #options: FrontOptions;
  readonly #server: Server;
  #inFlight = 0;

  private constructor(options: FrontOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      response.once('close', () => this.#endIfClosing());
      return this.#serve(request, response);
    });
    this.#server.keepAliveTimeout = 65_000;
  }

  /** Rejects when the port is taken. */
  static async listen(options: FrontOptions): Promise<HttpFront> {
    const front = new HttpFront(options);
    await new Promise<void>((resolve, reject) => {
      front.#server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
    });
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Calls of the API in progress; those that only this machine has do not count. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Takes no more requests, and gives those in progress a while to end. */
  async close(drainMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), drainMs);
    await closed;
    clearTimeout(cut);
  }

  /** A client keeps its connection after the answer: while the front closes, nobody needs it any more. */
  #endIfClosing(): void {
    if (!this.#server.listening) this.#server.closeIdleConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      checkHost(request.headers);
      const url = urlOf(request);
      if (LOCAL_PATH.test(url.pathname)) checkOrigin(request.method ?? 'GET', url.pathname, request.headers);
      const { files } = this.#options;
      if (url.pathname.startsWith(files.path)) return await files.serve(request, url, response);
      const body = await readBody(request);
      if (body === undefined) return gatewayFault(response, 413, 'Request Entity Too Large');
      if (LOCAL_PATH.test(url.pathname)) {
        answer(response, await this.#options.local({ method: request.method ?? 'GET', url, body }));
        return;
      }
      const event = eventOf(request, url, body, this.#options.clock.now());
      if (event === undefined) return gatewayFault(response, 400, 'Bad Request');
      await this.#call(event, response);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      if (error instanceof LocalProblem && !response.headersSent) {
        request.resume();
        return answer(response, error.answer());
      }
      this.#options.log.error('request-failed', error);
      if (!response.headersSent) gatewayFault(response, 500, 'Internal Server Error');
      else response.destroy();
    }
  }

  async #call(event: APIGatewayProxyEventV2, response: ServerResponse): Promise<void> {
    const target = this.#targetOf(event);
    if (target === this.#options.console) return this.#answer(event, await target(event), response);
    this.#inFlight += 1;
    try {
      this.#answer(event, await target(event), response);
    } finally {
      this.#inFlight -= 1;
    }
  }

  #targetOf(event: APIGatewayProxyEventV2): Target {
    const { api, console, tencent } = this.#options;
    if (event.rawPath === '/' && isTencentCall(event)) return tencent;
    return CONSOLE_PATH.test(event.rawPath) ? console : api;
  }

  #answer(event: APIGatewayProxyEventV2, result: APIGatewayProxyStructuredResultV2, response: ServerResponse): void {
    for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
    if (result.cookies !== undefined) response.setHeader('set-cookie', result.cookies);
    response.setHeader('apigw-requestid', event.requestContext.requestId);
    response.statusCode = result.statusCode ?? 200;
    response.end(result.isBase64Encoded === true ? Buffer.from(result.body ?? '', 'base64') : result.body);
  }
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  const text = `http://127.0.0.1${url}`;
  if (url.startsWith('/') && URL.canParse(text)) return new URL(text);
  throw new LocalProblem(400, 'invalid-request', 'the address is not written as it should be');
}

function answer(response: ServerResponse, { status, headers, body }: FrontAnswer): void {
  response.writeHead(status, headers);
  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  // A browser takes a stream for open once it has the headers.
  response.flushHeaders();
  pipeline(body, response, () => undefined);
}

/** What API Gateway itself answers; its body is not that of the API's problems. */
function gatewayFault(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

/** `undefined` when it is too large; the rest is read and dropped, so that the client gets its answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

/** An event of payload format 2.0. `undefined` when the path is not valid percent-encoding. */
function eventOf(request: IncomingMessage, url: URL, body: Buffer, now: number): APIGatewayProxyEventV2 | undefined {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'cookie' && value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  // API Gateway's HTTP API hands over the decoded path, and the query string as it was sent.
  const path = decoded(url.pathname);
  if (path === undefined) return undefined;
  const query = url.search.slice(1);
  // Bytes that are no text are not made to look like some: the function is to see them.
  const isText = TEXT_TYPE.test(headers['content-type'] ?? 'text/plain') && isUtf8(body);
  const method = request.method ?? 'GET';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(request.headers.cookie === undefined ? {} : { cookies: request.headers.cookie.split(/;\s*/) }),
    headers,
    ...(query === '' ? {} : { queryStringParameters: queryOf(url) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: iso(now),
      timeEpoch: now,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Repeated names are joined by commas, as API Gateway does. */
function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) query[name] = name in query ? `${query[name]},${value}` : value;
  return query;
}
