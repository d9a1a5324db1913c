import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';

const CONNECT_TIMEOUT_MS = 3_000;
/** A window of mails at a time, and some to spare: a mail that waits for a socket loses its time. */
const MAX_SOCKETS = 64;
/** An idle socket ends before the other side drops it: the fate of a request on a dropped one is unknown. */
const MAX_IDLE_MS = 10_000;
/** Far above what SES answers. */
const MAX_ANSWER_CHARACTERS = 64 * 1024;

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** An answer as it came. */
export interface Answer {
  status: number;
  /** Of AWS's error, where the answer is one. */
  errorType: string | undefined;
  text: string;
}

/** Certain: not a byte of the request left this machine. */
export class NotSent extends Error {
  override readonly name = NotSent.name;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}

/** Kept connections to one host, for requests that must not be repeated: neither this class nor Node's repeats any. */
export class Connections {
  readonly #target: ReturnType<typeof urlToHttpOptions>;
  readonly #isTls: boolean;
  readonly #agent: HttpAgent;
  /** Sockets on which a request goes out as soon as it is written. */
  readonly #standing = new WeakSet<Socket>();

  constructor(url: URL) {
    const sockets = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: MAX_IDLE_MS };
    this.#target = urlToHttpOptions(url);
    this.#isTls = url.protocol === 'https:';
    this.#agent = this.#isTls ? new HttpsAgent(sockets) : new HttpAgent(sockets);
  }

  /**
   * Sends a request, once. Rejects with `NotSent` as long as there is no connection, within three seconds, and
   * with another error when the connection is lost, or the whole takes longer than `timeoutMs`.
   */
  send({ method, path, headers, body }: Request, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let socket: Socket | null = null;
      const request = (this.#isTls ? httpsRequest : httpRequest)({
        ...this.#target,
        method,
        path,
        agent: this.#agent,
        headers: { ...headers, 'content-length': body.length },
      });
      const expire = () => request.destroy(new Error(`no answer within ${timeoutMs} ms`));
      const timer = setTimeout(expire, timeoutMs);
      request.once('socket', (given) => {
        socket = given;
        if (!this.#standing.has(given)) this.#await(given);
      });
      const fail = (error: unknown) => {
        clearTimeout(timer);
        reject(socket !== null && this.#standing.has(socket) ? error : new NotSent(error));
      };
      request.on('error', fail);
      request.once('response', (response) => {
        read(response).then((answer) => {
          clearTimeout(timer);
          resolve(answer);
        }, fail);
      });
      request.end(body);
    });
  }

  /** Before its handshake of TLS is over, a socket holds back what is written to it. */
  #await(socket: Socket): void {
    const expire = () => socket.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
    const timer = setTimeout(expire, CONNECT_TIMEOUT_MS);
    socket.once(this.#isTls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      this.#standing.add(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  }

  /** Ends all connections, those with a request under way, too. */
  close(): void {
    this.#agent.destroy();
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const { statusCode = 0, headers } = response;
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += part;
    if (text.length > MAX_ANSWER_CHARACTERS) throw new Error('the answer is longer than any of SES');
  }
  return { status: statusCode, errorType: headers['x-amzn-errortype']?.toString(), text };
}
