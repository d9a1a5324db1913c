import { type AccountAnswer, type MailRequest, type SesApi, SesFailure } from '../../adapters/ses/api.ts';
import { type Instant, iso, SECOND } from '../../core/clock.ts';
import type { Dice } from '../simulation/dice.ts';
import { Bucket } from './bucket.ts';
import type { Process } from './caller.ts';
import { draw, type Latency } from './latency.ts';
import type { Timeline } from './timeline.ts';

/** What an account of SES is like. */
export interface SesSettings {
  /** Mails a second; null for none. */
  maxSendRate: number | null;
  /** Seconds of that rate that may come at once. Not documented. */
  burstSeconds: number;
  perDay: number | null;
  /** Mails go to verified addresses only. */
  sandbox: boolean;
  verified: readonly string[];
  latency: Latency;
  /** What of the mails bounces. */
  bounceShare: number;
  complaintShare: number;
}

export const SES: SesSettings = {
  maxSendRate: null,
  burstSeconds: 1,
  perDay: null,
  sandbox: false,
  verified: [],
  latency: { medianMs: 80, sigma: 0.5 },
  bounceShare: 0,
  complaintShare: 0,
};

const GET_ACCOUNT: Latency = { medianMs: 40, sigma: 0.3 };
/** From SES to the queue, and from the hand-over to the receiver's answer. */
const PUBLISHING: Latency = { medianMs: 400, sigma: 0.5 };
const DELIVERY: Latency = { medianMs: 2_500, sigma: 0.8 };

/** A mail that was accepted. */
export interface AcceptedMail {
  mailId: string;
  to: string;
  at: Instant;
}

const BAD_REQUEST = 400;

/** SES in virtual time. */
export class Ses {
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #settings: SesSettings;
  readonly #bucket: Bucket | null;
  readonly #askings = new Bucket(1, 1);
  readonly #publish: (event: object) => void;
  readonly #publishes: ReadonlySet<string>;
  /** Of the hand-overs that were begun, by whole second. */
  readonly begunIn = new Map<number, number>();
  accepted = 0;
  throttled = 0;
  firstAt: Instant | null = null;
  lastAt: Instant = 0;
  /** Those who got more than one mail of a run, by its id. */
  twice = 0;
  readonly #seen = new Set<string>();
  /** Whose mails came back. */
  readonly bounced = new Set<string>();
  onAccepted: (mail: AcceptedMail) => void = () => {};

  constructor(
    timeline: Timeline,
    dice: Dice,
    settings: SesSettings,
    publishes: readonly string[],
    publish: (event: object) => void,
  ) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#settings = settings;
    const { maxSendRate, burstSeconds } = settings;
    this.#bucket = maxSendRate === null ? null : new Bucket(maxSendRate, burstSeconds);
    this.#publishes = new Set(publishes);
    this.#publish = publish;
  }

  /** The most hand-overs that began within a second. */
  busiestSecond(): number {
    return Math.max(0, ...this.begunIn.values());
  }

  /** As one process calls it. */
  apiOf(process: Process): Pick<SesApi, 'sendEmail' | 'getAccount'> {
    return {
      sendEmail: (request) => this.#sendEmail(request, process),
      getAccount: () => this.#getAccount(process),
    };
  }

  #sendEmail({ Destination, EmailTags, FromEmailAddress }: MailRequest, process: Process): Promise<string> {
    const to = Destination?.ToAddresses?.[0] ?? '';
    const mailId = EmailTags?.find(({ Name }) => Name === 'mailId')?.Value ?? '';
    let fault: Error | null = null;
    // What the CPU does for a request is part of what it does for a mail.
    return process.call(
      0,
      () => {
        fault = this.#faultOf(to);
        return draw(this.#settings.latency, this.#dice);
      },
      () => {
        if (fault) throw fault;
        this.#accept({ mailId, to, at: this.#timeline.now() }, FromEmailAddress ?? '');
        return mailId;
      },
    );
  }

  #faultOf(to: string): Error | null {
    const now = this.#timeline.now();
    const { perDay, sandbox, verified } = this.#settings;
    if (sandbox && !verified.includes(to)) {
      const message = `Email address is not verified. The following identities failed the check in region US-EAST-1: ${to}`;
      return new SesFailure(BAD_REQUEST, 'MessageRejected', message);
    }
    if (perDay !== null && this.accepted >= perDay) {
      return new SesFailure(BAD_REQUEST, 'TooManyRequestsException', 'Daily message quota exceeded.');
    }
    if (this.#bucket && !this.#bucket.has(1, now)) {
      this.throttled += 1;
      return new SesFailure(BAD_REQUEST, 'TooManyRequestsException', 'Maximum sending rate exceeded.');
    }
    this.#bucket?.take(1);
    const second = Math.floor(now / SECOND);
    this.begunIn.set(second, (this.begunIn.get(second) ?? 0) + 1);
    return null;
  }

  #accept(mail: AcceptedMail, source: string): void {
    this.accepted += 1;
    this.firstAt ??= mail.at;
    this.lastAt = mail.at;
    const [runId] = mail.mailId.split(/-\d+-\d+$/);
    const name = `${runId} ${mail.to}`;
    if (this.#seen.has(name)) this.twice += 1;
    this.#seen.add(name);
    this.onAccepted(mail);
    if (this.#publishes.size > 0) this.tell(mail, source);
  }

  /** Publishes what becomes of a mail. */
  tell({ mailId, to, at }: AcceptedMail, source: string): void {
    const mail = { timestamp: iso(at), source, destination: [to], tags: { mailId: [mailId] } };
    const tell = (eventType: string, after: number, detail: object) => {
      if (!this.#publishes.has(eventType.toUpperCase())) return;
      this.#timeline.after(after + draw(PUBLISHING, this.#dice), () => this.#publish({ eventType, mail, ...detail }));
    };
    tell('Send', 0, {});
    const answered = draw(DELIVERY, this.#dice);
    const timestamp = iso(at + answered);
    if (this.#dice.chance(this.#settings.bounceShare)) {
      this.bounced.add(to);
      const bouncedRecipients = [{ emailAddress: to, status: '5.1.1' }];
      tell('Bounce', answered, {
        bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients, timestamp },
      });
      return;
    }
    tell('Delivery', answered, { delivery: { timestamp } });
    if (this.#dice.chance(this.#settings.complaintShare)) tell('Complaint', answered * 2, { complaint: { timestamp } });
  }

  #getAccount(process: Process): Promise<AccountAnswer> {
    return process.call(
      0.5,
      () => draw(GET_ACCOUNT, this.#dice),
      () => {
        if (!this.#askings.has(1, this.#timeline.now())) {
          throw new SesFailure(BAD_REQUEST, 'TooManyRequestsException', 'Rate exceeded');
        }
        this.#askings.take(1);
        const { maxSendRate, perDay, sandbox } = this.#settings;
        return {
          ProductionAccessEnabled: !sandbox,
          SendingEnabled: true,
          SendQuota: {
            Max24HourSend: perDay ?? -1,
            SentLast24Hours: this.accepted,
            MaxSendRate: maxSendRate ?? 100_000,
          },
        };
      },
    );
  }
}
