import { type Instant, MINUTE, SECOND } from '../clock.ts';
import { rateKey } from '../keys.ts';
import type { Condition, Item, Tables, Update } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { type Account, AccountQuota, NO_LIMITS } from './account.ts';
import {
  readStackHold,
  SAME_TABLES,
  type StackHold,
  stackHoldOf,
  stackIsNotHeld,
  type TablesIdentity,
} from './stack-hold.ts';

/**
 * The account's send rate as one GCRA clock (ITU-T I.371): the row's `tat` is the instant from which on the next
 * window may start, and a window moves it on by what its mails cost. One write a window, exact across all senders.
 */

/** Lost races with other senders for the clock's row; after them the next second is soon enough. */
const TRIES = 6;

/** A slot further away than this is not waited for: a billed function does not sleep longer. */
const HORIZON = SECOND;

/** After a granted window, the hold is not read again for this long. */
const GRANT_IS_FRESH = 5 * SECOND;

export type Slot =
  | { kind: 'granted'; startsAt: Instant }
  | { kind: 'later'; at: Instant }
  /** The whole stack is held. */
  | { kind: 'stack-held'; hold: StackHold };

/** A rate that throttling lowered, and how it recovers: 5 % every 10 seconds. */
export interface LoweredRate {
  rate: number;
  at: Instant;
}

/** The rate in force: the configured one, or what a lowered one has recovered to. At least one mail a second. */
export function effectiveRate(rate: number, lowered: LoweredRate | null, now: Instant): number {
  if (lowered === null) return rate;
  const periods = Math.max(0, now - lowered.at) / (10 * SECOND);
  return Math.min(rate, Math.max(1, lowered.rate) * 1.05 ** periods);
}

const loweredOf = (item: Item | undefined): LoweredRate | null =>
  typeof item?.loweredRate === 'number' && typeof item.loweredAt === 'number'
    ? { rate: item.loweredRate, at: item.loweredAt }
    : null;

export interface RateGateOptions {
  /** The account, whose own rate applies if it is lower. @default no such limit */
  account?: Account;
  /** @default tables that are never restored */
  identity?: TablesIdentity;
}

/**
 * Reserves the slots of whole windows, while the stack is not held. One instance for each process; it remembers what
 * the row said last.
 */
export class RateGate {
  /** The rest of the account's own quota. */
  readonly accountQuota: AccountQuota;
  readonly #tables: Tables;
  readonly #rate: number;
  readonly #account: Account;
  readonly #identity: TablesIdentity;
  #lowered: LoweredRate | null = null;
  /** The row's clock when it was last read; it decides which write to try first. */
  #tat: Instant = 0;
  #grantedAt: Instant = 0;

  constructor(tables: Tables, rate: number, { account = NO_LIMITS, identity = SAME_TABLES }: RateGateOptions = {}) {
    this.#tables = tables;
    this.#rate = rate;
    this.#account = account;
    this.accountQuota = new AccountQuota(account);
    this.#identity = identity;
  }

  /**
   * Whether a claim is worth while: asks the row, unless a window of this process was granted seconds ago. A claim that
   * comes just after a hold sends nothing all the same, for its first window is refused.
   */
  async isStackHeld(now: Instant): Promise<boolean> {
    const wasFreeJustNow = now - this.#grantedAt < GRANT_IS_FRESH;
    return !wasFreeJustNow && (await this.stackHold()) !== null;
  }

  /** The hold of the whole stack, if there is one. Strongly consistent. */
  async stackHold(): Promise<StackHold | null> {
    return await readStackHold({ tables: this.#tables, identity: this.#identity });
  }

  /** Reserves the time that `mails` mails take. A slot more than a second away is not reserved. */
  async reserve(mails: number, now: Instant): Promise<Slot> {
    return await this.#take(await this.#costOf(mails, now), now, HORIZON);
  }

  /**
   * One mail that its caller waits for: it starts immediately, however many windows wait, and advances the clock by its
   * cost, so that the windows after it wait. Windows reserve at most a second and one window ahead; only when the clock
   * is `window` mails further than that do such mails themselves exceed the rate, and wait
   * (docs/decisions/0016-transactional-mail.md).
   */
  async pass(window: number, now: Instant): Promise<Slot> {
    const horizon = HORIZON + 2 * (await this.#costOf(window, now));
    const slot = await this.#take(await this.#costOf(1, now), now, horizon);
    if (slot.kind === 'stack-held') return slot;
    return slot.kind === 'granted' ? { kind: 'granted', startsAt: now } : { ...slot, at: slot.at - horizon };
  }

  async #costOf(mails: number, now: Instant): Promise<number> {
    /* fence: rate-cost */ return Math.ceil(
      (mails / effectiveRate(await this.#fullRate(), this.#lowered, now)) * SECOND,
    );
  }

  /** The smaller of the setting and the account's rate. */
  async #fullRate(): Promise<number> {
    const { rate } = await this.#account.limits();
    return Math.min(this.#rate, rate ?? this.#rate);
  }

  /** Advances the clock by `cost`, unless it is more than `horizon` ahead. */
  async #take(cost: number, now: Instant, horizon: number): Promise<Slot> {
    const tablesId = await this.#identity();
    /* fence: window-hold */ const free = stackIsNotHeld(tablesId);
    const takeOnce = async (): Promise<Slot | typeof AGAIN> => {
      const isClockAhead = this.#tat >= now;
      const result = isClockAhead
        ? await this.#write({ set: { tablesId }, add: { tat: cost } }, [
            ...free,
            { attribute: 'tat', is: '>=', value: now },
            { attribute: 'tat', is: '<=', value: now + horizon },
          ])
        : await this.#write({ set: { tablesId, tat: now + cost } }, [
            ...free,
            {
              anyOf: [
                { attribute: 'tat', is: 'missing' },
                { attribute: 'tat', is: '<', value: now },
              ],
            },
          ]);
      const item = result.ok ? result.item : result.old;
      this.#lowered = loweredOf(item);
      const tat = (item?.tat as number | undefined) ?? 0;
      this.#tat = tat;
      this.#grantedAt = result.ok ? now : 0;
      if (result.ok) return { kind: 'granted', startsAt: isClockAhead ? tat - cost : now };
      const hold = stackHoldOf(item, tablesId);
      if (hold !== null) return { kind: 'stack-held', hold };
      // A clock that ran far ahead (a test's, a restored table's) must not stop sending for ever.
      if (tat > now + 15 * MINUTE)
        await this.#write({ set: { tat: now } }, [{ attribute: 'tat', is: '=', value: tat }]);
      else if (tat > now + horizon) return { kind: 'later', at: tat };
      return AGAIN;
    };
    return await tries(TRIES, 'rate of the account', takeOnce, () => ({ kind: 'later', at: now + SECOND }));
  }

  /** The account was throttled: continue at four fifths of the rate. */
  async lower(now: Instant): Promise<void> {
    const rate = Math.max(1, effectiveRate(await this.#fullRate(), this.#lowered, now) * 0.8);
    this.#lowered = { rate, at: now };
    await this.#write({ set: { loweredRate: rate, loweredAt: now } }, []);
  }

  #write(update: Update, when: Condition[]) {
    return this.#tables.write({ kind: 'update', table: 'WarmUp', key: rateKey, ...update, when });
  }
}
