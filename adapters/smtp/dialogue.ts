import type { ConnectionOptions } from 'node:tls';
import type { SmtpReply } from './reply-parser.ts';
import type { Wire } from './wire.ts';

/** Sends a line, or with `null` nothing, and waits for the reply. */
export type Ask = (line: string | null) => Promise<SmtpReply>;

/** @throws the server's words, when it answers otherwise. */
export function expect(reply: SmtpReply, code: number): void {
  if (reply.code !== code) throw new Error(reply.text);
}

/** One question at a time, as before the first mail. Everything rejects when the connection is over. */
export class Dialogue {
  readonly #wire: Wire;
  readonly #end = Promise.withResolvers<never>();
  #onReply: ((reply: SmtpReply) => void) | null = null;
  /** The greeting may come together with the connection. */
  #early: SmtpReply | null = null;

  constructor(wire: Wire) {
    this.#wire = wire;
    // Between two questions nobody waits for it.
    this.#end.promise.catch(() => undefined);
    wire.listen({
      onReply: (reply, isLast) => this.#take(reply, isLast),
      onEnd: (reason) => this.#end.reject(new Error(reason)),
    });
  }

  /** Waits for something that is no reply. */
  async until(event: Promise<void>, ms: number): Promise<void> {
    this.#wire.awaitReply(ms);
    await Promise.race([event, this.#end.promise]);
  }

  async ask(line: string | null, ms: number): Promise<SmtpReply> {
    const reply = this.#next();
    this.#wire.awaitReply(ms);
    if (line !== null) this.#wire.write(`${line}\r\n`);
    return await Promise.race([reply, this.#end.promise]);
  }

  /** Goes on encrypted. */
  async secure(options: ConnectionOptions, ms: number): Promise<void> {
    await this.until(new Promise((resolve) => this.#wire.secure(options, resolve)), ms);
  }

  #next(): Promise<SmtpReply> {
    const early = this.#early;
    this.#early = null;
    if (early !== null) return Promise.resolve(early);
    return new Promise((resolve) => {
      this.#onReply = resolve;
    });
  }

  /**
   * More than one answer is an attack or a mistake: what is said before the encryption begins must not be believed
   * after it.
   */
  #take(reply: SmtpReply, isLast: boolean): void {
    const onReply = this.#onReply;
    this.#onReply = null;
    if ((onReply === null && this.#early !== null) || (!isLast && reply.code < 400)) {
      this.#wire.break(`the server answered what it was not asked: ${reply.text}`);
    } else if (onReply === null) this.#early = reply;
    else onReply(reply);
  }
}
