import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { ReplyParser, type SmtpReply } from './reply-parser.ts';
import { shorten } from './reply-text.ts';

/** How long a server may take to say goodbye. */
const GOODBYE_MS = 1_000;

export interface WireListener {
  /** `isLast`: the server has sent nothing beyond this reply so far. */
  onReply(reply: SmtpReply, isLast: boolean): void;
  /** The connection is over, and not because of `quit`. Called once. */
  onEnd(reason: string): void;
}

/** A connection to a mail server: lines go out, replies come in, and it ends when the server takes too long. */
export class Wire {
  readonly #parser = new ReplyParser();
  #socket: Socket;
  #listener: WireListener | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** The patience of the timer, if it waits for a reply. */
  #patience: number | null = null;
  #fault: string | null = null;
  #isOver = false;

  /** `socket` may be still connecting. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#attach(socket);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  listen(listener: WireListener): void {
    this.#listener = listener;
  }

  /** `text` is Latin-1, a character a byte. `whenTaken` is called once the system has taken all of it. */
  write(text: string, whenTaken?: () => void): void {
    this.#socket.write(text, 'latin1', whenTaken && ((error) => error || whenTaken()));
  }

  /** Ends the connection unless something comes in time; what was awaited before no longer is. */
  awaitReply(ms: number): void {
    if (this.#isOver) return;
    // All mails of a connection take the same steps, and a timer is started again in a fifth of the time of a new one.
    if (this.#patience === ms) this.#timer?.refresh();
    else {
      this.within(ms, () => this.break(`no answer within ${ms} ms`));
      this.#patience = ms;
    }
  }

  /** Calls `late` after a while, in place of what was to be called before. */
  within(ms: number, late: () => void): void {
    clearTimeout(this.#timer);
    this.#patience = null;
    if (!this.#isOver) this.#timer = setTimeout(late, ms);
  }

  /** Goes on encrypted. `whenSecure` is called after the handshake. */
  secure(options: ConnectionOptions, whenSecure: () => void): void {
    const plain = this.#socket;
    for (const event of ['data', 'error', 'close']) plain.removeAllListeners(event);
    plain.on('error', (error) => this.#note(error));
    this.#socket = connectTls({ ...options, socket: plain });
    this.#socket.once('secureConnect', whenSecure);
    this.#attach(this.#socket);
  }

  /** Ends the connection at once: what the server has not taken is lost. */
  break(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket.destroy();
    this.#listener?.onEnd(shorten(reason));
  }

  /** Ends the connection between two mails, in the way that servers expect. */
  quit(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    socket.end('QUIT\r\n');
    setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
  }

  #attach(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('data', (piece: Buffer) => this.#onData(piece));
    socket.on('error', (error) => this.#note(error));
    socket.on('close', () => this.break(this.#fault ?? 'the server closed the connection'));
  }

  /** Of a host that was tried at several addresses, Node's own message is empty. */
  #note({ message, errors = [] }: Error & { errors?: Error[] }): void {
    this.#fault ??= message === '' ? errors.map((each) => each.message).join('; ') : message;
  }

  #onData(piece: Buffer): void {
    if (this.#isOver) return;
    let replies: SmtpReply[];
    try {
      replies = this.#parser.push(piece.toString('latin1'));
    } catch (error) {
      this.break((error as Error).message);
      return;
    }
    const last = replies.length - 1;
    for (const [index, reply] of replies.entries()) {
      if (this.#isOver) return;
      this.#listener?.onReply(reply, index === last && this.#parser.isEmpty);
    }
  }
}
