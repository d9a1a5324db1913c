import type { HandOver, OutgoingMail } from '../mail/mailer.ts';

/**
 * What the mails under way may hold together, in bytes of their texts and attachments. A sender has 512 MB. Measured
 * with attachments of 4 MB: a process that composes, encodes and sends them to a stand-in for SES grows from 123 MB to
 * 342 MB where 16 MB may be under way, to 414 MB with 24 MB, to 485 MB with 32 MB.
 */
const MOST_BYTES = 24 * 1024 * 1024;

const bytesOf = ({ html, text, attachments }: OutgoingMail): number =>
  attachments.reduce((sum, { content }) => sum + content.length, (html?.length ?? 0) + (text?.length ?? 0));

/** The hand-overs of a window: concurrent as far as memory allows. */
export class UnderWay {
  readonly #all: Promise<HandOver>[] = [];
  readonly #pending = new Set<Promise<void>>();
  #bytes = 0;

  /** Waits until a mail fits beside those under way; true if it had to. A mail alone always fits. */
  async makeRoom(mail: OutgoingMail): Promise<boolean> {
    let waited = false;
    while (this.#bytes > 0 && this.#bytes + bytesOf(mail) > MOST_BYTES) {
      waited = true;
      await Promise.race(this.#pending);
    }
    return waited;
  }

  /** `answer` never rejects. */
  add(mail: OutgoingMail, answer: Promise<HandOver>): void {
    const bytes = bytesOf(mail);
    this.#bytes += bytes;
    this.#all.push(answer);
    const pending = answer.then(() => {
      this.#bytes -= bytes;
      this.#pending.delete(pending);
    });
    this.#pending.add(pending);
  }

  /** Every answer, once all are there. */
  async answers(): Promise<HandOver[]> {
    return await Promise.all(this.#all);
  }
}
