import type { Instant } from '../../core/clock.ts';

/** One hand-over as it really was, by the true clock, whatever the engine knows of it. */
export interface HandedOver {
  runId: string;
  serial: number;
  index: number;
  email: string;
  domain: string;
  /** True quota day on which it began. */
  day: string;
  at: Instant;
  /** `open`: no answer has been seen, and perhaps none ever will. */
  answer: 'open' | 'accepted' | 'unknown' | 'refused' | 'not-now';
  /** Whether the mail server really took the mail. */
  isAccepted: boolean;
  /** When the first mail event about it was stored. */
  evidenceAt: Instant | null;
}

/** What the world outside of the tables saw: hand-overs, unsubscribes and acknowledged actions. */
export class Ledger {
  readonly handOvers: HandedOver[] = [];
  /** Acknowledged unsubscribes, by domain and address. */
  readonly unsubscribed = new Map<string, Instant>();
  /** After an acknowledged pause or cancel: mails begun since then, by run and segment; gone with the resume. */
  readonly stopped = new Map<string, Map<number, number>>();
  /** While everything is held and that is acknowledged: mails begun since then, by run and segment. */
  held: Map<string, number> | null = null;
  /**
   * By run, since it was let send last: the first answer that blocks everything and may pass. Zero: one that does not
   * pass.
   */
  readonly blockedSince = new Map<string, Instant>();
  readonly #byRecipient = new Map<string, HandedOver[]>();
  readonly #byMail = new Map<string, HandedOver>();

  begin(handOver: HandedOver): void {
    this.handOvers.push(handOver);
    const earlier = this.#byRecipient.get(`${handOver.runId} ${handOver.email}`) ?? [];
    this.#byRecipient.set(`${handOver.runId} ${handOver.email}`, [...earlier, handOver]);
    this.#byMail.set(`${handOver.runId} ${handOver.serial} ${handOver.index}`, handOver);
    if (this.held) {
      const segment = `${handOver.runId} ${handOver.serial}`;
      this.held.set(segment, (this.held.get(segment) ?? 0) + 1);
    }
    const since = this.stopped.get(handOver.runId);
    since?.set(handOver.serial, (since.get(handOver.serial) ?? 0) + 1);
  }

  noteBlock({ runId, at }: HandedOver, mayPass: boolean): void {
    if (!mayPass) this.blockedSince.set(runId, 0);
    else if (!this.blockedSince.has(runId)) this.blockedSince.set(runId, at);
  }

  of(runId: string, email: string): readonly HandedOver[] {
    return this.#byRecipient.get(`${runId} ${email}`) ?? [];
  }

  byMail(runId: string, serial: number, index: number): HandedOver | undefined {
    return this.#byMail.get(`${runId} ${serial} ${index}`);
  }

  /** Mails of a domain that were or may have been accepted, by the true day on which their hand-over began. */
  usedOf(domain: string, day: string): number {
    const counts = ({ answer }: HandedOver) => answer === 'accepted' || answer === 'unknown' || answer === 'open';
    return this.handOvers.filter((mail) => mail.domain === domain && mail.day === day && counts(mail)).length;
  }
}

export const unsubscribeName = (domain: string, email: string): string => `${domain} ${email}`;
