import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type Clock, type Instant, SECOND } from '../../core/clock.ts';
import type { Random } from '../../core/random.ts';
import { TablesBusy } from '../../core/tables.ts';
import { Streams } from './streams.ts';

const FIRST_DELAY = 5;
/** Longest wait after a refusal. */
const MOST_DELAY = 2 * SECOND;
/** The patience of a caller without a deadline. */
const PATIENCE = 20 * SECOND;
/**
 * What every call has, even one that begins after the deadline: what ends an invocation (a release, a message to the
 * next one) should not fail with the work before it.
 */
const LEAST_PATIENCE = 2 * SECOND;
/** Answers that may be lost, one after the other. */
const MOST_LOSSES = 9;
/** Longest wait after a lost answer. */
const MOST_DELAY_AFTER_LOSS = 80;

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
function isRefusal(error: unknown): boolean {
  // A refusal of a condition beside a conflict is not whole: the one in conflict may have refused too.
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => NOTHING_DONE.has(Code ?? ''));
  }
  return error instanceof NothingProcessed || NOTHING_DONE.has(nameOf(error));
}

/** The answer is lost: it may have been done. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, $metadata } = error as Error & { code?: string; $metadata?: { httpStatusCode?: number } };
  return NETWORK_CODES.has(code ?? '') || NETWORK_CODES.has(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** A batch of which nothing was done, which DynamoDB says with a success. */
export class NothingProcessed extends Error {}

export interface RetryOptions {
  clock: Pick<Clock, 'now' | 'sleep'>;
  random: Pick<Random, 'fraction'>;
  /** Until when the caller waits for tables that refuse; null where nobody has said. */
  deadline: () => Instant | null;
}

/**
 * Repeats calls. What the tables refuse, in conflict or for want of capacity, is repeated until the caller's deadline;
 * what got lost, a bounded number of times, where that is safe. Waits grow and have full jitter, so that callers in
 * conflict part, and fewer calls are out at once while the tables refuse
 * (docs/decisions/0034-tables-that-say-no.md).
 */
export class Retry {
  readonly #options: RetryOptions;
  readonly #lanes = new Map<string, Streams>();

  constructor(options: RetryOptions) {
    this.#options = options;
  }

  /**
   * `lane`: calls that share a capacity. `onLoss`: whether a call is repeated whose answer was lost. At the deadline it
   * throws `TablesBusy`, or the loss of an answer on the way, after which the call may have been done.
   */
  async run<T>(lane: string, attempt: () => Promise<T>, onLoss: (error: unknown) => boolean): Promise<T> {
    const { clock, deadline } = this.#options;
    const begunAt = clock.now();
    const refused: Refusals = { count: 0, until: () => patienceOf(deadline(), begunAt) };
    const losses: unknown[] = [];
    for (;;) {
      try {
        return await this.#through(lane, attempt);
      } catch (error) {
        if (isRefusal(error)) await this.#afterRefusal(refused, losses.at(-1) ?? busy(error, clock.now() - begunAt));
        else if (isLost(error) && onLoss(error) && losses.push(error) < MOST_LOSSES)
          await this.#wait(losses.length, MOST_DELAY_AFTER_LOSS);
        else throw error;
      }
    }
  }

  /** Waits before the call that asks for what the calls before it have left. */
  pause(calls: number): Promise<void> {
    return this.#wait(calls, MOST_DELAY);
  }

  async #through<T>(lane: string, attempt: () => Promise<T>): Promise<T> {
    const streams = this.#lanes.get(lane) ?? new Streams();
    this.#lanes.set(lane, streams);
    const round = await streams.enter();
    let isRefused = false;
    try {
      return await attempt();
    } catch (error) {
      isRefused = isRefusal(error);
      throw error;
    } finally {
      streams.leave(round, isRefused);
    }
  }

  async #afterRefusal(refused: Refusals, error: unknown): Promise<void> {
    refused.count += 1;
    const left = refused.until() - this.#options.clock.now();
    if (left <= 0) throw error;
    await this.#wait(refused.count, Math.min(MOST_DELAY, left));
  }

  #wait(failures: number, most: number): Promise<void> {
    const { clock, random } = this.#options;
    return clock.sleep(Math.ceil(random.fraction() * Math.min(most, FIRST_DELAY * 2 ** failures)));
  }
}

interface Refusals {
  count: number;
  until: () => Instant;
}

const patienceOf = (deadline: Instant | null, begunAt: Instant): Instant =>
  Math.max(deadline ?? begunAt + PATIENCE, begunAt + LEAST_PATIENCE);

function busy(error: unknown, afterMs: number): TablesBusy {
  return new TablesBusy(`the tables refused for ${afterMs} ms: ${nameOf(error)}`, { cause: error });
}
