import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../core/clock.ts';
import type { Random } from '../../core/random.ts';

const TRIES = 9;
const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 80;

/** Refused before anything was done: by another transaction, or for want of capacity. */
const NOTHING_DONE = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'ThrottlingError',
  'ThrottlingException',
  'RequestLimitExceeded',
]);
const NETWORK_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'TimeoutError', 'RequestTimeout']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Nothing was done and another try may do it. */
export function isConflict(error: unknown): boolean {
  // A refusal beside a conflict is not whole: the one in conflict may have refused too.
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => NOTHING_DONE.has(Code ?? ''));
  }
  return NOTHING_DONE.has(nameOf(error));
}

/** The answer is lost: it may have been done. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  return NETWORK_CODES.has(code ?? '') || NETWORK_CODES.has(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** Waits between tries with full jitter, so that those in conflict part. */
export class Retry {
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #random: Pick<Random, 'fraction'>;

  constructor(clock: Pick<Clock, 'sleep'>, random: Pick<Random, 'fraction'>) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Waits before try number `tries` + 1, or throws `error` when there were enough. */
  async pause(tries: number, error: unknown): Promise<void> {
    if (tries >= TRIES) throw error;
    await this.#clock.sleep(
      Math.ceil(this.#random.fraction() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** tries)),
    );
  }

  /** Repeats `attempt` while `isWorthwhile` says so of its error. */
  async run<T>(attempt: () => Promise<T>, isWorthwhile: (error: unknown) => boolean): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (!isWorthwhile(error)) throw error;
        await this.pause(tries, error);
      }
    }
  }
}
