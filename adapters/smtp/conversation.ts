import { MAX_MAIL_BYTES } from '../../core/mail/limits.ts';
import type { Patience } from './patience.ts';
import type { PendingMail } from './pending-mail.ts';
import type { SmtpReply } from './reply-parser.ts';
import { shorten } from './reply-text.ts';
import type { Extensions } from './session.ts';
import { transparent } from './transparency.ts';
import type { Wire, WireListener } from './wire.ts';

/**
 * How much of a large message is written before the server has taken what was written earlier: small against the
 * buffers of a socket, so that the end of a large message is not announced long before it is sent.
 */
const PIECE = 64 * 1024;

/** Shorter than any server waits: RFC 5321, 4.5.3.2.7 asks for five minutes, and some have ten seconds. */
const IDLE_MS = 5_000;

/** What a reply answers. `nothing` is the final dot of a message that is not sent. */
type Awaited = 'RSET' | 'MAIL' | 'RCPT' | 'DATA' | 'message' | 'nothing';

/** What conversations need of the pool that they belong to. */
export interface Keeper {
  /** A mail to write the envelope of behind the end of another, if one waits for nothing better. */
  takeNext(): PendingMail | null;
  /** The conversation can begin a mail. */
  onFree(conversation: Conversation): void;
  /** The conversation is over. `unbegun`: mails to be sent by another. */
  onOver(conversation: Conversation, unbegun: PendingMail[]): void;
}

export interface ConversationOptions {
  wire: Wire;
  extensions: Extensions;
  patience: Patience;
  /** From 1. */
  maxMails: number;
  keeper: Keeper;
}

/**
 * The mails of one connection, one after the other. Where the server allows it (RFC 2920), the three commands of an
 * envelope are one write, and the envelope of the next mail goes together with the end of this message. No message
 * begins before the server has answered for the one before, so that never more than one is in doubt.
 */
export class Conversation implements WireListener {
  readonly #options: ConversationOptions;
  readonly #wire: Wire;
  /** Whose replies are awaited. */
  #current: PendingMail | null = null;
  /** Whose envelope is written behind the message of the current one. */
  #next: PendingMail | null = null;
  /** In the order in which the server will answer. */
  readonly #awaited: Awaited[] = [];
  /** The first refusal of the current envelope. What the server answers after it is a consequence. */
  #refused: 'MAIL' | 'RCPT' | null = null;
  /** The server has replied to MAIL of the current mail. */
  #isAnswered = false;
  /** The current mail is the first of the connection. */
  #isFirst = true;
  /** A refused envelope is still open at the server. */
  #isOpen = false;
  /** Mails begun. */
  #mails = 0;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#wire = options.wire;
    this.#wire.listen(this);
  }

  /** Begins a mail; only of a conversation that is free. */
  begin(mail: PendingMail): void {
    if (!mail.compose(this.#maxBytes)) {
      this.#options.keeper.onFree(this);
      return;
    }
    const reset = this.#isOpen ? 'RSET\r\n' : '';
    if (this.#isOpen) this.#awaited.push('RSET');
    this.#isOpen = false;
    this.#isFirst = this.#mails === 0;
    this.#current = mail;
    mail.phase = 'envelope';
    this.#wire.write(reset + this.#opening(mail));
    this.#awaitReply();
  }

  /** Keeps the connection for a while, although there is nothing to send. */
  rest(): void {
    this.#wire.within(IDLE_MS, () => this.quit());
  }

  /** Ends the connection of a conversation that is free. */
  quit(): void {
    this.#wire.quit();
    this.#options.keeper.onOver(this, []);
  }

  break(reason: string): void {
    this.#wire.break(reason);
  }

  /** Cuts off a mail that has its outcome already, if its replies are awaited. */
  abandon(mail: PendingMail): void {
    if (mail === this.#current) this.#wire.break('the mail before was not answered in time');
  }

  onReply(reply: SmtpReply, isLast: boolean): void {
    const awaited = this.#awaited.shift();
    const mail = this.#current;
    if (awaited === undefined || mail === null) this.#onUnasked(reply);
    else if (reply.code === 421) this.#onGoodbye(awaited, reply, mail);
    else if (awaited === 'MAIL' || awaited === 'RCPT') this.#onEnvelope(awaited, reply, mail);
    else if (awaited === 'DATA') this.#onData(reply, mail, isLast);
    else if (awaited === 'message') this.#onMessage(reply, mail);
    else if (awaited === 'nothing') this.#finish();
    if (isLast && this.#awaited.length > 0) this.#awaitReply();
  }

  onEnd(reason: string): void {
    const mails = [this.#current, this.#next].filter((mail) => mail !== null);
    const unbegun = mails.filter((mail) => this.#isUnbegun(mail));
    for (const mail of mails) if (!unbegun.includes(mail)) mail.lose(reason);
    this.#options.keeper.onOver(this, unbegun);
  }

  get #isPipelining(): boolean {
    return this.#options.extensions.isPipelining;
  }

  /**
   * Whether a mail can begin anew elsewhere when the connection goes down: the server has not replied to it, and has
   * served others on this connection, so that a mail never moves from one fresh connection to the next.
   */
  #isUnbegun(mail: PendingMail): boolean {
    return !mail.isSettled && (mail === this.#next || !(this.#isFirst || this.#isAnswered));
  }

  /** Of a message. */
  get #maxBytes(): number {
    return Math.min(MAX_MAIL_BYTES, this.#options.extensions.maxBytes);
  }

  /** The first command of a mail, or where the server takes them together all three. */
  #opening(mail: PendingMail): string {
    const { from, to } = mail.letter;
    this.#mails += 1;
    this.#awaited.push('MAIL');
    const size = this.#options.extensions.takesSize ? ` SIZE=${mail.message.length}` : '';
    const opening = `MAIL FROM:<${from}>${size}\r\n`;
    if (!this.#isPipelining) return opening;
    this.#awaited.push('RCPT', 'DATA');
    return `${opening}RCPT TO:<${to}>\r\nDATA\r\n`;
  }

  #onEnvelope(answered: 'MAIL' | 'RCPT', reply: SmtpReply, mail: PendingMail): void {
    this.#isAnswered = true;
    if (reply.code >= 400) {
      if (this.#refused === null) mail.refuse(answered, reply);
      this.#refused ??= answered;
      if (!this.#isPipelining) this.#finish(true);
    } else if (reply.code >= 300) this.#misunderstand(reply);
    else if (!this.#isPipelining) this.#goOn(answered, mail);
  }

  #goOn(answered: 'MAIL' | 'RCPT', { letter }: PendingMail): void {
    this.#awaited.push(answered === 'MAIL' ? 'RCPT' : 'DATA');
    this.#wire.write(answered === 'MAIL' ? `RCPT TO:<${letter.to}>\r\n` : 'DATA\r\n');
  }

  #onData(reply: SmtpReply, mail: PendingMail, isLast: boolean): void {
    if (reply.code >= 400) {
      if (this.#refused === null) mail.refuse('DATA', reply);
      this.#finish(true);
    } else if (reply.code !== 354 || !isLast || this.#refused === 'MAIL') {
      // A reply behind this one would be taken for that to the message, which has not been written. And to a recipient
      // whose sender was refused, even the empty message below would be delivered.
      this.#misunderstand(reply);
    } else if (this.#refused === 'RCPT') {
      // RFC 2920, 3.1: nothing but the dot, when all recipients were refused.
      this.#awaited.push('nothing');
      this.#wire.write('.\r\n');
    } else this.#write(mail, transparent(mail.message));
  }

  #write(mail: PendingMail, text: string, from = 0): void {
    if (this.#wire.isOver) return;
    mail.phase = 'data';
    const to = from + PIECE;
    if (to >= text.length) this.#writeEnd(mail, text.slice(from));
    else {
      this.#wire.awaitReply(this.#options.patience.block);
      this.#wire.write(text.slice(from, to), () => this.#write(mail, text, to));
    }
  }

  #writeEnd(mail: PendingMail, rest: string): void {
    mail.phase = 'ended';
    this.#awaited.push('message');
    this.#next = this.#takeNext();
    this.#wire.write(`${rest}.\r\n${this.#next === null ? '' : this.#opening(this.#next)}`);
    this.#awaitReply();
  }

  #takeNext(): PendingMail | null {
    const { keeper, maxMails } = this.#options;
    if (!this.#isPipelining || this.#mails >= maxMails) return null;
    const next = keeper.takeNext();
    return next?.compose(this.#maxBytes) ? next : null;
  }

  #onMessage(reply: SmtpReply, mail: PendingMail): void {
    if (reply.code >= 400) mail.refuse('message', reply);
    else if (reply.code < 300) mail.settle({ kind: 'accepted', response: shorten(reply.text) });
    if (mail.isSettled) this.#finish();
    else this.#misunderstand(reply);
  }

  /** The server closes the connection (RFC 5321, 3.8). */
  #onGoodbye(answered: Awaited, reply: SmtpReply, mail: PendingMail): void {
    const isForMail = answered !== 'RSET' && answered !== 'nothing';
    if (isForMail && !this.#isUnbegun(mail)) mail.refuse(answered, reply);
    this.#wire.break(reply.text);
  }

  /** A server that cannot take more of a large message may say so before its end. */
  #onUnasked(reply: SmtpReply): void {
    if (this.#current?.phase === 'data' && reply.code >= 400) this.#current.refuse('message', reply);
    this.#wire.break(reply.text);
  }

  #misunderstand({ text }: SmtpReply): void {
    this.#wire.break(`the server answered what it was not asked: ${text}`);
  }

  /** Nothing of the current mail is awaited any more. `isOpen`: its envelope must be taken back before another. */
  #finish(isOpen = false): void {
    const { keeper, maxMails } = this.#options;
    this.#current = this.#next;
    this.#next = null;
    this.#refused = null;
    this.#isFirst = false;
    this.#isAnswered = false;
    this.#isOpen = isOpen;
    // The server is about to ask for a message that must not be sent any more; an empty one would be delivered.
    if (this.#current?.isSettled) this.#wire.break('the next mail was not answered in time');
    else if (this.#current !== null) this.#current.phase = 'envelope';
    else if (this.#mails >= maxMails) this.quit();
    else keeper.onFree(this);
  }

  #awaitReply(): void {
    const { patience } = this.#options;
    const [awaited = 'message'] = this.#awaited;
    if (awaited === 'RSET') this.#wire.awaitReply(patience.MAIL);
    else this.#wire.awaitReply(awaited === 'nothing' ? patience.message : patience[awaited]);
  }
}
