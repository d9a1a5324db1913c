import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Answer, readAnswer } from './answer.ts';

const CONNECT_TIMEOUT_MS = 3_000;
/** A window of mails at a time, and some to spare. */
const MAX_CONNECTIONS = 64;
/** An idle connection ends before the other side drops it: the fate of a request on a dropped one is unknown. */
const MAX_IDLE_MS = 10_000;
const NOTHING = Buffer.alloc(0);

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  /** Names and values without line breaks. */
  headers: Readonly<Record<string, string>>;
  /** ASCII, a character a byte. */
  body: string;
}

export interface ConnectionsOptions {
  /** Vouches for the host, as PEM. @default the authorities that Node knows */
  ca?: string;
}

/** Certain: not a byte of the request left this machine. */
export class NotSent extends Error {
  override readonly name = NotSent.name;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message || cause.name : String(cause), { cause });
  }
}

/**
 * Kept connections to one host, for requests that must not be repeated. A request is one write, and nobody else writes
 * to the connection: so it is certain which requests cannot have arrived
 * (docs/decisions/0061-requests-of-one-write.md).
 */
export class Connections {
  readonly #url: URL;
  readonly #options: ConnectionsOptions;
  readonly #open = new Set<Connection>();
  /** Those that can take a request, last used last: the rest grows old. */
  readonly #idle: Connection[] = [];
  #session: Buffer | null = null;

  constructor(url: URL, options: ConnectionsOptions = {}) {
    this.#url = url;
    this.#options = options;
  }

  /**
   * Sends a request, once. Rejects with `NotSent` as long as there is no connection, within three seconds, and
   * with another error when the connection is lost, or the whole takes longer than `timeoutMs`.
   */
  send(request: Request, timeoutMs: number): Promise<Answer> {
    const connection = this.#takeIdle() ?? this.#connect();
    if (connection !== null) return connection.send(request, timeoutMs);
    return Promise.reject(new NotSent(`${MAX_CONNECTIONS} requests are under way`));
  }

  /** One that has just ended says so a moment later. */
  #takeIdle(): Connection | undefined {
    let connection = this.#idle.pop();
    while (connection?.isOver) connection = this.#idle.pop();
    return connection;
  }

  /** Null where there are too many. */
  #connect(): Connection | null {
    if (this.#open.size >= MAX_CONNECTIONS) return null;
    const { hostname, port, protocol } = this.#url;
    // A URL has IPv6 addresses in brackets.
    const host = hostname.replace(/^\[|\]$/g, '');
    const connection =
      protocol === 'https:'
        ? new Connection(this.#secure(host, Number(port || 443)), 'secureConnect')
        : new Connection(connectTcp({ host, port: Number(port || 80) }), 'connect');
    this.#open.add(connection);
    connection.onIdle = () => this.#idle.push(connection);
    connection.onClose = () => {
      this.#open.delete(connection);
      const place = this.#idle.indexOf(connection);
      if (place >= 0) this.#idle.splice(place, 1);
    };
    return connection;
  }

  /** With the last session of the host, a handshake needs no certificate and a part of the CPU time. */
  #secure(host: string, port: number): Socket {
    const session = this.#session === null ? {} : { session: this.#session };
    const socket = connectTls({ ...this.#options, ...nameOf(host), ...session, port });
    socket.on('session', (given: Buffer) => {
      this.#session = given;
    });
    return socket;
  }

  /** Ends all connections, those with a request under way, too. */
  close(): void {
    for (const connection of this.#open) connection.break('the connections were closed');
  }
}

/** An address is no server name: https://www.rfc-editor.org/rfc/rfc6066#section-3 */
const nameOf = (host: string): { host: string; servername?: string } =>
  isIP(host) === 0 ? { host, servername: host } : { host };

/** A request that waits for its answer. */
interface Exchange {
  text: string;
  isWritten: boolean;
  received: Buffer;
  timer: NodeJS.Timeout;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** A connection, with one request at a time. */
class Connection {
  readonly #socket: Socket;
  #isStanding = false;
  #fault: unknown = null;
  #exchange: Exchange | null = null;
  onIdle = (): void => {};
  onClose = (): void => {};

  /** `whenStanding`: the event of the socket from which on what is written goes out. */
  constructor(socket: Socket, whenStanding: 'connect' | 'secureConnect') {
    this.#socket = socket;
    const late = setTimeout(() => this.break(`no connection within ${CONNECT_TIMEOUT_MS} ms`), CONNECT_TIMEOUT_MS);
    socket.setNoDelay(true);
    socket.setTimeout(MAX_IDLE_MS, () => {
      if (this.#exchange === null) socket.destroy();
    });
    socket.once(whenStanding, () => {
      clearTimeout(late);
      this.#isStanding = true;
      this.#write();
    });
    socket.on('data', (piece: Buffer) => this.#read(piece, false));
    socket.on('end', () => this.#read(NOTHING, true));
    socket.on('error', (error) => {
      this.#fault = error;
    });
    socket.once('close', () => {
      clearTimeout(late);
      this.onClose();
      this.#fail(this.#fault ?? new Error('the connection was closed'));
    });
  }

  get isOver(): boolean {
    return !this.#socket.writable;
  }

  send({ method, path, headers, body }: Request, timeoutMs: number): Promise<Answer> {
    let head = `${method} ${path} HTTP/1.1\r\n`;
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => this.break(`no answer within ${timeoutMs} ms`), timeoutMs);
    const text = `${head}content-length: ${body.length}\r\n\r\n${body}`;
    this.#exchange = { text, isWritten: false, received: NOTHING, timer, resolve, reject };
    this.#socket.ref();
    if (this.#isStanding) this.#write();
    return promise;
  }

  break(reason: string): void {
    this.#socket.destroy(new Error(reason));
  }

  #write(): void {
    if (this.#exchange === null) return;
    this.#exchange.isWritten = true;
    this.#socket.write(this.#exchange.text, 'latin1');
  }

  #read(piece: Buffer, isOver: boolean): void {
    const exchange = this.#exchange;
    if (exchange === null) {
      // Nobody asked: what comes next could be taken for an answer.
      this.#socket.destroy();
      return;
    }
    try {
      exchange.received = exchange.received.length === 0 ? piece : Buffer.concat([exchange.received, piece]);
      const read = readAnswer(exchange.received, isOver);
      if (read !== null) this.#finish(exchange, read.answer, read.isReusable);
    } catch (error) {
      this.#socket.destroy(error as Error);
    }
  }

  #finish({ timer, resolve }: Exchange, answer: Answer, isReusable: boolean): void {
    clearTimeout(timer);
    this.#exchange = null;
    // An answer that came before the whole request was taken: the rest of it would still go out.
    if (isReusable && this.#socket.writableLength === 0) {
      this.#socket.unref();
      this.onIdle();
    } else {
      this.#socket.destroy();
    }
    resolve(answer);
  }

  #fail(error: unknown): void {
    if (this.#exchange === null) return;
    const { timer, isWritten, reject } = this.#exchange;
    clearTimeout(timer);
    this.#exchange = null;
    reject(isWritten ? error : new NotSent(error));
  }
}
