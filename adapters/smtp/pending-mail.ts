import type { HandOver } from '../../core/mail/mailer.ts';
import { type Answered, classifyLoss, classifyReply, type SmtpPhase } from './classify.ts';
import type { SmtpReply } from './reply-parser.ts';

/** What is sent: a message and its addresses. */
export interface Envelope {
  from: string;
  to: string;
  /** In Latin-1, a character a byte. */
  message: string;
}

/** A mail without an outcome so far. The first outcome holds. */
export class PendingMail {
  readonly envelope: Envelope;
  readonly outcome: Promise<HandOver>;
  phase: SmtpPhase = 'waiting';
  /**
   * Too little of its time is left to begin: three quarters have passed. A mail begun at the last moment would become
   * unknown, where one that is not begun is certain.
   */
  isStale = false;
  #resolve: ((outcome: HandOver) => void) | null;
  #timer: NodeJS.Timeout;

  /** `onLate` is called after `timeoutMs` without an outcome, and must end in one. */
  constructor(envelope: Envelope, timeoutMs: number, onLate: (mail: PendingMail) => void) {
    this.envelope = envelope;
    const { promise, resolve } = Promise.withResolvers<HandOver>();
    this.outcome = promise;
    this.#resolve = resolve;
    const reserve = Math.ceil(timeoutMs / 4);
    this.#timer = setTimeout(() => {
      this.isStale = true;
      this.#timer = setTimeout(onLate, reserve, this);
    }, timeoutMs - reserve);
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
    this.settle(classifyReply(answered, reply, this.envelope));
  }

  /** No answer will come any more. */
  lose(reason: string): void {
    this.settle(classifyLoss(reason, this.phase));
  }
}
