import type MailMessage from 'nodemailer/lib/mailer/mail-message';
import SMTPPool, { type SMTPPoolOptions, type SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool';
import { domainOf, parseMailbox } from '../../core/audience/address.ts';
import type { Composer } from '../../core/mail/composer.ts';
import { MAX_MAIL_BYTES } from '../../core/mail/limits.ts';
import type { HandOver, Mailer, OutgoingMail } from '../../core/mail/mailer.ts';
import { classifySmtpError, type SmtpPhase } from './classify.ts';
import { type TakenMessage, takenMessage } from './message-stream.ts';
import { shorten } from './reply-text.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const GREETING_TIMEOUT_MS = 5_000;
const SOCKET_TIMEOUT_MS = 10_000;

export interface SmtpMailerOptions
  extends Pick<SMTPPoolOptions, 'auth' | 'ignoreTLS' | 'requireTLS' | 'secure' | 'tls'> {
  host: string;
  port: number;
  composer: Composer;
  /** Connections at a time. @default 10 */
  maxConnections?: number;
  /** Mails per connection before another takes its place; many relays allow 100. @default 100 */
  mailsPerConnection?: number;
  /** Maximum duration of a hand-over, including the wait for a connection. @default 10,000 */
  timeoutMs?: number;
}

/** Hands mails to an SMTP server over a few connections that stay open. Every mail is tried once. */
export class SmtpMailer implements Mailer {
  readonly timeoutMs: number;
  readonly #composer: Composer;
  readonly #pool: SMTPPool;

  constructor({ composer, maxConnections, mailsPerConnection, timeoutMs, ...server }: SmtpMailerOptions) {
    this.timeoutMs = timeoutMs ?? 10_000;
    this.#composer = composer;
    this.#pool = new SMTPPool({
      ...server,
      maxConnections: maxConnections ?? 10,
      maxMessages: mailsPerConnection ?? 100,
      // A mail whose connection is lost is reported, not automatically sent again.
      maxRequeues: 0,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      dnsTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: GREETING_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
    });
  }

  async handOver(mail: OutgoingMail): Promise<HandOver> {
    const envelope = { from: parseMailbox(mail.from)?.address ?? '', to: [mail.to] };
    let message: Uint8Array;
    try {
      message = await this.#composer.compose(mail);
    } catch (error) {
      return { kind: 'refused', reason: shorten(`the mail cannot be written: ${String(error)}`) };
    }
    if (message.length > MAX_MAIL_BYTES) return { kind: 'refused', reason: 'mail-too-large' };
    return this.#send(mail.mailId, envelope, message);
  }

  /** Closes all connections; hand-overs in progress fail. */
  close(): void {
    this.#pool.close({ force: true });
  }

  #send(mailId: string, envelope: { from: string; to: string[] }, message: Uint8Array): Promise<HandOver> {
    return new Promise((resolve) => {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), this.timeoutMs);
      let stream: TakenMessage | undefined;
      const pooled = {
        data: { signal: timeout.signal },
        message: {
          // The size lets a server refuse the mail before it is sent.
          getEnvelope: () => ({ ...envelope, size: message.length }),
          getHeader: () => mailId,
          messageId: () => mailId,
          createReadStream: () => {
            stream = takenMessage(message);
            return stream;
          },
        },
      };
      // The pool needs nothing else of a mail, and reads its bytes once the server has asked for them: that shows how
      // far the hand-over came.
      this.#pool.send(pooled as unknown as MailMessage<SMTPPoolSentMessageInfo>, (error, info) => {
        clearTimeout(timer);
        if (info) return resolve({ kind: 'accepted', response: shorten(info.response) });
        const phase = phaseOf(stream);
        // Of a mail that was refused early, nothing more is written.
        stream?.destroy();
        const cause = timeout.signal.aborted ? new Error(`no answer within ${this.timeoutMs} ms`) : error;
        return resolve(classifySmtpError(cause, phase, domainOf(envelope.from)));
      });
    });
  }
}

const phaseOf = (stream: TakenMessage | undefined): SmtpPhase => {
  if (stream === undefined) return 'waiting';
  if (stream.hasEnded) return 'ended';
  return stream.hasBegun ? 'data' : 'envelope';
};
