import { parseMailbox } from '../../core/audience/address.ts';
import { MINUTE } from '../../core/clock.ts';
import type { Composer } from '../../core/mail/composer.ts';
import type { HandOver, Mailer, OutgoingMail } from '../../core/mail/mailer.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { Pool } from './pool.ts';
import type { SmtpServer } from './session.ts';

/**
 * The longest that leaves an invocation of five minutes time to begin windows: each must end, with all its time-outs,
 * before the invocation does (docs/decisions/0051-an-smtp-client-of-our-own.md).
 */
const LONGEST_HAND_OVER = 4 * MINUTE;

export interface SmtpMailerOptions extends SmtpServer {
  composer: Composer;
  /** Connections at a time. @default 10 */
  maxConnections?: number;
  /** Mails per connection before another takes its place; many relays allow 100. @default 100 */
  mailsPerConnection?: number;
  /** Maximum duration of a hand-over, including the wait for a connection. @default 4 minutes */
  timeoutMs?: number;
  /** For each answer of the server, within `timeoutMs`. @default as long as RFC 5321 asks for */
  patience?: Partial<Patience>;
}

/** Hands mails to an SMTP server over a few connections that stay open. Every mail is tried once. */
export class SmtpMailer implements Mailer {
  readonly timeoutMs: number;
  readonly #composer: Composer;
  readonly #pool: Pool;
  /** Which all mails of a run share; one run's is kept. */
  #sender: { of: string; address: string | undefined } = { of: '', address: undefined };

  constructor(options: SmtpMailerOptions) {
    const { composer, maxConnections = 10, mailsPerConnection = 100, timeoutMs, patience, ...server } = options;
    this.timeoutMs = timeoutMs ?? LONGEST_HAND_OVER;
    this.#composer = composer;
    this.#pool = new Pool({
      server,
      patience: { ...PATIENCE, ...patience },
      maxConnections,
      mailsPerConnection,
      timeoutMs: this.timeoutMs,
    });
  }

  async handOver(mail: OutgoingMail): Promise<HandOver> {
    const [from, to] = [this.#senderOf(mail), parseMailbox(mail.to)?.address];
    if (from === undefined) return { kind: 'refused', reason: 'the mail cannot be written: from is not an address' };
    if (to === undefined) return { kind: 'refused', reason: 'the mail cannot be written: to is not an address' };
    return await this.#pool.send({ from, to, compose: () => this.#composer.compose(mail) });
  }

  #senderOf({ from }: OutgoingMail): string | undefined {
    if (this.#sender.of !== from) this.#sender = { of: from, address: parseMailbox(from)?.address };
    return this.#sender.address;
  }

  /** Closes all connections; hand-overs in progress fail. */
  close(): void {
    this.#pool.close();
  }
}
