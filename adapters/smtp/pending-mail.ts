import type { HandOver } from '../../core/mail/mailer.ts';
import { type Answered, classifyLoss, classifyReply, type SmtpPhase } from './classify.ts';
import type { SmtpReply } from './reply-parser.ts';
import { shorten } from './reply-text.ts';

/** What is sent: a message and its addresses. */
export interface Letter {
  from: string;
  to: string;
  /** Writes the message, in Latin-1, a character a byte. */
  compose(): string;
}

/** A mail without an outcome so far. The first outcome holds. */
export class PendingMail {
  readonly letter: Letter;
  readonly outcome: Promise<HandOver>;
  phase: SmtpPhase = 'waiting';
  /**
   * Too little of its time is left to begin: three quarters have passed. A mail begun at the last moment would become
   * unknown, where one that is not begun is certain.
   */
  isStale = false;
  #message: string | null = null;
  #resolve: ((outcome: HandOver) => void) | null;
  #timer: NodeJS.Timeout;

  /** `onLate` is called after `timeoutMs` without an outcome, and must end in one. */
  constructor(letter: Letter, timeoutMs: number, onLate: (mail: PendingMail) => void) {
    this.letter = letter;
    const { promise, resolve } = Promise.withResolvers<HandOver>();
    this.outcome = promise;
    this.#resolve = resolve;
    const reserve = Math.ceil(timeoutMs / 4);
    this.#timer = setTimeout(() => {
      this.isStale = true;
      this.#timer = setTimeout(onLate, reserve, this);
    }, timeoutMs - reserve);
  }

  /**
   * Composes the message, which is not done before a connection can take it: most mails of a window wait for one, and
   * each collection of garbage copies the messages that wait. False when there is none of up to `maxBytes`: then the
   * mail is refused.
   */
  compose(maxBytes: number): boolean {
    try {
      this.#message ??= this.letter.compose();
    } catch (error) {
      this.settle({ kind: 'refused', reason: shorten(`the mail cannot be written: ${String(error)}`) });
      return false;
    }
    if (this.#message.length <= maxBytes) return true;
    this.settle({ kind: 'refused', reason: 'mail-too-large' });
    return false;
  }

  /** Once it is composed. */
  get message(): string {
    if (this.#message === null) throw new Error('a mail is sent before it is composed');
    return this.#message;
  }

  get isSettled(): boolean {
    return this.#resolve === null;
  }

  settle(outcome: HandOver): void {
    clearTimeout(this.#timer);
    this.#resolve?.(outcome);
    this.#resolve = null;
  }

  refuse(answered: Answered, reply: SmtpReply): void {
    this.settle(classifyReply(answered, reply, this.letter));
  }

  /** No answer will come any more. */
  lose(reason: string): void {
    this.settle(classifyLoss(reason, this.phase));
  }
}
