import { type Clock, type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { type Account, type AccountLimits, NO_LIMITS } from '../../core/rate/account.ts';
import type { KeptLimits } from '../../core/rate/kept-limits.ts';
import type { SesApi } from './api.ts';

/**
 * SES answers each of its calls except sending once a second per account, so that a caller that asks at every request
 * is throttled: https://docs.aws.amazon.com/ses/latest/dg/quotas.html
 */
const ASK_EVERY_MS = MINUTE;
/** While nothing is known, the rate could be exceeded. */
const ASK_AGAIN_MS = 5 * SECOND;

export interface SesAccountOptions {
  ses: Pick<SesApi, 'getAccount'>;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'info' | 'warn'>;
  /** The limits that any process learned last, for one that is throttled from its beginning. */
  kept: KeptLimits;
}

/**
 * The limits of an SES account in its Region, at most a minute old. SES itself refuses excess mail, so a failed call
 * fails no sender: the limits known before stay in force, or those that any process learned last.
 */
export class SesAccount implements Account {
  readonly #options: SesAccountOptions;
  #known: AccountLimits | null = null;
  #asking: Promise<AccountLimits> | null = null;
  #askAgainAt: Instant = 0;

  constructor(options: SesAccountOptions) {
    this.#options = options;
  }

  limits(): Promise<AccountLimits> {
    const now = this.#options.clock.now();
    if (this.#asking === null || now >= this.#askAgainAt) {
      this.#askAgainAt = now + ASK_EVERY_MS;
      this.#asking = this.#ask();
    }
    return this.#asking;
  }

  async #ask(): Promise<AccountLimits> {
    let known: AccountLimits;
    try {
      const { ProductionAccessEnabled, SendQuota, SendingEnabled } = await this.#options.ses.getAccount();
      const { Max24HourSend = -1, SentLast24Hours = 0, MaxSendRate } = SendQuota ?? {};
      known = {
        // -1: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendQuota.html
        day: Max24HourSend < 0 ? null : { perDay: Math.floor(Max24HourSend), used: Math.ceil(SentLast24Hours) },
        rate: MaxSendRate ?? null,
        sandbox: ProductionAccessEnabled === undefined ? null : !ProductionAccessEnabled,
        sendingEnabled: SendingEnabled ?? null,
      };
    } catch (failure) {
      this.#options.log.warn('account-limits-not-read', { reason: String(failure) });
      return this.#known ?? (await this.#kept());
    }
    this.#known = known;
    this.#logUse(known);
    await this.#keep(known);
    return known;
  }

  /** A process that knows nothing of the account begins with what others learned. */
  async #kept(): Promise<AccountLimits> {
    this.#askAgainAt = this.#options.clock.now() + ASK_AGAIN_MS;
    return { ...(await NO_LIMITS.limits()), ...(await this.#options.kept.read()) };
  }

  /** For others, who do without if it fails. */
  async #keep(known: AccountLimits): Promise<void> {
    try {
      await this.#options.kept.keep(known);
    } catch (failure) {
      this.#options.log.warn('account-limits-not-kept', { reason: String(failure) });
    }
  }

  #logUse({ day }: AccountLimits): void {
    if (day === null || day.perDay === 0) return;
    const quotaUsed = Math.round((1_000 * day.used) / day.perDay) / 10;
    this.#options.log.info('account-limits', { perDay: day.perDay, used: day.used, quotaUsed });
  }
}
