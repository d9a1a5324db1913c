import { wholeText } from '../../core/mail/filled-text.ts';
import type { HandOver, Mailer, OutgoingMail } from '../../core/mail/mailer.ts';

/** The mail server's reaction to a mail. `undefined`: the one that its address names. */
export type MailScript = (mail: OutgoingMail, attempt: number) => HandOver | undefined | Promise<HandOver | undefined>;

/** A mail as it was taken, its texts written out. */
export type TakenMail = OutgoingMail & { html: string | null; text: string | null };

export interface MemoryMailerOptions {
  /** Asked first; `attempt` counts the hand-overs of this address, from 1. */
  script?: MailScript;
  /** @default 10,000 */
  timeoutMs?: number;
}

/**
 * A mail server in memory. Addresses speak as in the local inbox: `reject+…@` is refused, `busy+…@` is busy once,
 * `hang+…@` is never answered, so that its outcome is unknown although the mail was taken.
 */
export class MemoryMailer implements Mailer {
  readonly timeoutMs: number;
  /** Mails that were accepted, in order. */
  readonly accepted: TakenMail[] = [];
  /** Mails with an unknown outcome. */
  readonly doubtful: TakenMail[] = [];
  /** Hand-overs of all kinds. */
  handOvers = 0;
  /** The same by address. */
  readonly attempts = new Map<string, number>();
  readonly #script: MailScript;

  constructor(options: MemoryMailerOptions = {}) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.#script = options.script ?? (() => undefined);
  }

  async handOver(mail: OutgoingMail): Promise<HandOver> {
    this.handOvers += 1;
    const attempt = (this.attempts.get(mail.to) ?? 0) + 1;
    this.attempts.set(mail.to, attempt);
    const outcome = (await this.#script(mail, attempt)) ?? outcomeByAddress(mail.to, attempt);
    if (outcome.kind === 'accepted') this.accepted.push(taken(mail));
    if (outcome.kind === 'unknown') this.doubtful.push(taken(mail));
    return outcome;
  }
}

const taken = (mail: OutgoingMail): TakenMail => ({
  ...mail,
  html: wholeText(mail.html),
  text: wholeText(mail.text),
});

const outcomeByAddress = (address: string, attempt: number): HandOver => {
  if (address.startsWith('reject+')) return { kind: 'refused', reason: '550 5.1.1 no such mailbox' };
  if (address.startsWith('busy+') && attempt === 1) return { kind: 'deferred', reason: '451 4.3.0 try again later' };
  if (address.startsWith('hang+')) return { kind: 'unknown', reason: 'connection lost after the data' };
  return { kind: 'accepted', response: '250 2.0.0 accepted' };
};
