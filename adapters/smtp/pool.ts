import { SECOND } from '../../core/clock.ts';
import type { HandOver } from '../../core/mail/mailer.ts';
import { Conversation, type Keeper } from './conversation.ts';
import type { Patience } from './patience.ts';
import { type Letter, PendingMail } from './pending-mail.ts';
import { type Dialled, dial, type Extensions, openSession, type SmtpServer } from './session.ts';

/** How long no more connections are tried, after one was refused while others work. */
const PAUSE_MS = 5 * SECOND;
const CLOSED = 'the mailer was closed';

export interface PoolOptions {
  server: SmtpServer;
  patience: Patience;
  /** From 1. */
  maxConnections: number;
  /** From 1. */
  mailsPerConnection: number;
  /** Maximum duration of a hand-over, in milliseconds. */
  timeoutMs: number;
}

/** Connections to one server, made as mails need them, and the mails that wait for one, oldest first. */
export class Pool implements Keeper {
  readonly #options: PoolOptions;
  readonly #waiting: PendingMail[] = [];
  readonly #conversations = new Set<Conversation>();
  /** Last used last. */
  readonly #free: Conversation[] = [];
  /** Connections that are not ready for mails yet. */
  readonly #dialled = new Set<Dialled>();
  /** Why the last connection could not be made; null since one could. */
  #failure: string | null = null;
  #pause: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  send(letter: Letter): Promise<HandOver> {
    const mail = new PendingMail(letter, this.#options.timeoutMs, (late) => this.#onLate(late));
    if (this.#isClosed) mail.lose(CLOSED);
    else {
      this.#waiting.push(mail);
      this.#feed();
    }
    return mail.outcome;
  }

  /** Ends everything; mails under way are lost, as far as they came. */
  close(): void {
    this.#isClosed = true;
    if (this.#pause !== null) clearTimeout(this.#pause);
    for (const mail of this.#waiting.splice(0)) mail.lose(CLOSED);
    for (const { wire } of this.#dialled) wire.break(CLOSED);
    for (const conversation of [...this.#free]) conversation.quit();
    for (const conversation of [...this.#conversations]) conversation.break(CLOSED);
  }

  /** Behind another mail only what a connection under way would not take sooner. */
  takeNext(): PendingMail | null {
    return this.#waiting.length > this.#dialled.size ? this.#oldest() : null;
  }

  onFree(conversation: Conversation): void {
    const mail = this.#oldest();
    if (mail !== null) conversation.begin(mail);
    else {
      this.#free.push(conversation);
      conversation.rest();
    }
  }

  onOver(conversation: Conversation, unbegun: PendingMail[]): void {
    this.#conversations.delete(conversation);
    const place = this.#free.indexOf(conversation);
    if (place >= 0) this.#free.splice(place, 1);
    for (const mail of unbegun) {
      mail.phase = 'waiting';
      if (this.#isClosed) mail.lose(CLOSED);
    }
    if (this.#isClosed) return;
    this.#waiting.unshift(...unbegun);
    this.#feed();
  }

  /** The mail that has waited longest, of those that may still begin. The others wait for the end of their time. */
  #oldest(): PendingMail | null {
    let mail = this.#waiting.shift();
    while (mail?.isStale) mail = this.#waiting.shift();
    return mail ?? null;
  }

  #feed(): void {
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      const mail = this.#oldest();
      if (mail === null) {
        this.#free.push(free);
        return;
      }
      free.begin(mail);
    }
    if (this.#pause !== null && this.#conversations.size > 0) return;
    const { maxConnections } = this.#options;
    while (
      this.#dialled.size < this.#waiting.length &&
      this.#dialled.size + this.#conversations.size < maxConnections
    ) {
      this.#dial();
    }
  }

  #dial(): void {
    const { server, patience } = this.#options;
    const dialled = dial(server);
    this.#dialled.add(dialled);
    openSession(dialled, server, patience).then(
      (extensions) => this.#onOpen(dialled, extensions),
      (error: Error) => this.#onRefused(dialled, error.message),
    );
  }

  #onOpen(dialled: Dialled, extensions: Extensions): void {
    const { patience, mailsPerConnection: maxMails } = this.#options;
    this.#dialled.delete(dialled);
    const { wire } = dialled;
    const conversation = new Conversation({ wire, extensions, patience, maxMails, keeper: this });
    this.#conversations.add(conversation);
    this.#failure = null;
    if (this.#isClosed) conversation.quit();
    else this.onFree(conversation);
  }

  /** While other connections work, or may, only this one is missing: many servers limit them. */
  #onRefused(dialled: Dialled, reason: string): void {
    this.#dialled.delete(dialled);
    if (!dialled.wire.isOver) dialled.wire.quit();
    if (this.#isClosed) return;
    this.#failure = reason;
    if (this.#conversations.size + this.#dialled.size === 0) {
      for (const mail of this.#waiting.splice(0)) mail.lose(reason);
      return;
    }
    this.#pause ??= setTimeout(() => {
      this.#pause = null;
      this.#feed();
    }, PAUSE_MS);
  }

  #onLate(mail: PendingMail): void {
    const noAnswer = `no answer within ${this.#options.timeoutMs} ms`;
    const place = this.#waiting.indexOf(mail);
    if (place >= 0) this.#waiting.splice(place, 1);
    mail.lose(place >= 0 ? (this.#failure ?? noAnswer) : noAnswer);
    for (const conversation of [...this.#conversations]) conversation.abandon(mail);
  }
}
