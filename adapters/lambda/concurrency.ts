import { type Clock, type Instant, MINUTE } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Concurrency } from '../../core/self-test/concurrency.ts';
import type { LambdaApi } from './api.ts';

/** The answer changes when AWS grants a request of the account's owner. */
const ASK_EVERY_MS = 5 * MINUTE;
const TIMEOUT_MS = 3_000;
/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
const PATH = '/2016-08-19/account-settings/';

/** The concurrency that the account leaves to functions without a reservation of their own. */
export class LambdaConcurrency implements Concurrency {
  readonly #api: Pick<LambdaApi, 'call'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Pick<Log, 'warn'>;
  #known: number | null = null;
  #askAgainAt: Instant = 0;

  constructor(api: Pick<LambdaApi, 'call'>, { clock, log }: { clock: Pick<Clock, 'now'>; log: Pick<Log, 'warn'> }) {
    this.#api = api;
    this.#clock = clock;
    this.#log = log;
  }

  async limit(): Promise<number | null> {
    const now = this.#clock.now();
    if (now < this.#askAgainAt) return this.#known;
    this.#askAgainAt = now + ASK_EVERY_MS;
    try {
      const { status, text } = await this.#api.call('GET', PATH, '', TIMEOUT_MS);
      if (status !== 200) throw new Error(`the answer was ${status}`);
      const { AccountLimit } = JSON.parse(text) as { AccountLimit?: { UnreservedConcurrentExecutions?: number } };
      this.#known = AccountLimit?.UnreservedConcurrentExecutions ?? null;
    } catch (error) {
      this.#log.warn('concurrency-not-read', { reason: String(error) });
    }
    return this.#known;
  }
}
