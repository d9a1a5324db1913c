import { type Instant, SECOND } from '../clock.ts';
import { rateKey } from '../keys.ts';
import { MAX_DELAY_SECONDS } from '../queue.ts';
import type { Condition, Item, Tables, Update } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { type Account, AccountQuota, NO_LIMITS } from './account.ts';
import { type RateRow, rateRow } from './rate-row.ts';
import { BURST, FAST, type GrantedSlot, SHARE } from './slot.ts';
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
 * window may start, and a window moves it on by what its mails cost. One write a window, or for a few of them on a fast
 * account (`WindowSlots`), exact across all senders.
 * A second clock of the same kind, `line`, is the end of the line in which senders wait that found no rate.
 */

/** Lost races with other senders for the row; after them the next second is soon enough. */
const TRIES = 6;

/** The longest wait for the next window of a segment: a billed function does not sleep longer. */
const HORIZON = SECOND;

/**
 * A segment is begun only while the clock is at most so far ahead: further ahead, the senders at work use up the rate
 * without one more. It is a little more than the lead that a sender has at the end of a window (`paceOf`). On a fast
 * account it is further ahead by what another sender reserves at once.
 */
const ENTRY_HORIZON = BURST + 50;

/** What the row said is known for so long, before a look asks again. */
const LOOK_IS_FRESH = SECOND;

/** The longest wait in the line: what a queue delays at most. */
const LONGEST_WAIT = MAX_DELAY_SECONDS * SECOND;

/** A clock further ahead than this ran away (a test's, a restored table's), and must not stop sending for ever. */
const RUN_AWAY = 2 * LONGEST_WAIT;

export type Slot =
  | GrantedSlot
  /** Not before this instant. */
  | { kind: 'later'; at: Instant }
  /** The whole stack is held. */
  | { kind: 'stack-held'; hold: StackHold };

/** A rate that throttling lowered, and how it recovers: 5 % every 10 seconds. */
export interface LoweredRate {
  rate: number;
  at: Instant;
}

/** Throttling lowers the rate no further than to this part of the full one: below it a run would not seem to move. */
const LOWEST_PART = 1 / 10;

/** The rate in force: the full one, or what a lowered one has recovered to. At least one mail a second. */
export function effectiveRate(rate: number, lowered: LoweredRate | null, now: Instant): number {
  if (lowered === null) return rate;
  const periods = Math.max(0, now - lowered.at) / (10 * SECOND);
  return Math.min(rate, Math.max(1, rate * LOWEST_PART, lowered.rate) * 1.05 ** periods);
}

function loweredOf(item: Item | undefined): LoweredRate | null {
  if (item === undefined) return null;
  const r = rateRow.reader(item);
  const [rate, at] = [r.numberOrNull('loweredRate'), r.instantOrNull('loweredAt')];
  return rate === null || at === null ? null : { rate, at };
}

/** A clock of the row: of the rate, or the end of the line. */
type RowClock = 'tat' | 'line';

const clockAt = (clock: RowClock, at: Instant): { [clock in RowClock]?: Instant } =>
  clock === 'tat' ? { tat: at } : { line: at };

/** What a move of a clock sets and demands beside. */
interface OwnTerms {
  set: Partial<RateRow>;
  when: Condition[];
}

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
  /** The row's clocks when they were last seen; they decide which write to try first. */
  readonly #seen: Record<RowClock, Instant> = { tat: 0, line: 0 };
  #seenAt: Instant = 0;
  /** Whether a clock was ahead when it was moved last: other senders move it, too, and then it will be again. */
  readonly #wasAhead: Record<RowClock, boolean> = { tat: false, line: false };

  constructor(tables: Tables, rate: number, { account = NO_LIMITS, identity = SAME_TABLES }: RateGateOptions = {}) {
    this.#tables = tables;
    this.#rate = rate;
    this.#account = account;
    this.accountQuota = new AccountQuota(account);
    this.#identity = identity;
  }

  /** When throttling lowered the rate last, as far as this process knows. */
  get loweredAt(): Instant | null {
    return this.#lowered?.at ?? null;
  }

  /** The hold of the whole stack, if there is one. Strongly consistent. */
  async stackHold(): Promise<StackHold | null> {
    return await readStackHold({ tables: this.#tables, identity: this.#identity });
  }

  /**
   * The look at the rate before a claim: reserves the slot of the first window of a segment, unless the senders at work
   * use up the rate already. It reads before it writes, since most of those who look find nothing while many wait.
   */
  async enter(mails: number, now: Instant): Promise<Slot> {
    const horizon = ENTRY_HORIZON + ((await this.#fullRate()) > FAST ? SHARE : 0);
    if (now - this.#seenAt > LOOK_IS_FRESH) {
      const [row, own] = await Promise.all([this.#tables.get('WarmUp', rateKey), this.#identity()]);
      this.#note(row, now);
      const hold = stackHoldOf(row, own);
      if (hold !== null) return { kind: 'stack-held', hold };
      const at = this.#seen.tat;
      if (at > now + horizon && at <= now + RUN_AWAY) return { kind: 'later', at };
    }
    return await this.#take(mails, now, horizon);
  }

  /**
   * A place in the line of the senders that found no rate: when to look again. Each place is as far behind the one
   * before as its first window takes, so that all of them together look about as often as a window is sent, however
   * many they are (docs/decisions/0040-a-line-for-the-rate.md).
   */
  async lineUp(mails: number, now: Instant): Promise<Instant> {
    const cost = await this.costOf(await this.#fitting(mails, now), now);
    const lineUpOnce = async (): Promise<Instant | typeof AGAIN> => {
      const { ok } = await this.#advance('line', cost, now, LONGEST_WAIT - cost);
      const end = this.#seen.line;
      if (!ok && end > now + RUN_AWAY) await this.#reset('line', now);
      else if (ok || end > now + LONGEST_WAIT - cost) return Math.min(end, now + LONGEST_WAIT);
      return AGAIN;
    };
    return await tries(TRIES, 'line for the rate', lineUpOnce, () => now + SECOND);
  }

  /**
   * Reserves the time that `mails` mails take. A slot more than a second away is not reserved, counted from the end of
   * the window before, which is handed over up to a quarter of a second early.
   */
  async reserve(mails: number, now: Instant): Promise<Slot> {
    return await this.#take(mails, now, HORIZON + Math.min(BURST, await this.costOf(mails, now)));
  }

  /**
   * One mail that its caller waits for: it starts immediately, however many windows wait, and advances the clock by its
   * cost, so that the windows after it wait. Windows reserve at most a second and two windows ahead; only when the
   * clock is `window` mails further than that do such mails themselves exceed the rate, and wait
   * (docs/decisions/0016-transactional-mail.md).
   */
  async pass(window: number, now: Instant): Promise<Slot> {
    const horizon = HORIZON + 2 * (await this.costOf(window, now));
    const slot = await this.#take(1, now, horizon);
    if (slot.kind === 'stack-held') return slot;
    return slot.kind === 'granted' ? { ...slot, startsAt: now } : { ...slot, at: slot.at - horizon };
  }

  /** The time that the rate in force takes for so many mails, in milliseconds. */
  async costOf(mails: number, now: Instant): Promise<number> {
    /* fence: rate-cost */ return Math.ceil(
      (mails / effectiveRate(await this.#fullRate(), this.#lowered, now)) * SECOND,
    );
  }

  /** The smaller of the setting and the account's rate. */
  async #fullRate(): Promise<number> {
    const { rate } = await this.#account.limits();
    return Math.min(this.#rate, rate ?? this.#rate);
  }

  /**
   * As many of the mails as one second takes of a rate that throttling lowered: a sender that paces a window for longer
   * knows too little of time, holds and exclusions by its end.
   */
  async #fitting(mails: number, now: Instant): Promise<number> {
    if (this.#lowered === null) return mails;
    /* fence: lowered-window */ return Math.min(
      mails,
      Math.max(1, Math.floor(effectiveRate(await this.#fullRate(), this.#lowered, now))),
    );
  }

  /** Advances the clock by the cost of `mails`, or of fewer, unless it is more than `horizon` ahead. */
  async #take(wanted: number, now: Instant, horizon: number): Promise<Slot> {
    const mails = await this.#fitting(wanted, now);
    const duration = await this.costOf(mails, now);
    const tablesId = await this.#identity();
    /* fence: window-hold */ const free = stackIsNotHeld(tablesId);
    const takeOnce = async (): Promise<Slot | typeof AGAIN> => {
      const { ok, item, startsAt } = await this.#advance('tat', duration, now, horizon, {
        set: { tablesId },
        when: free,
      });
      if (ok) return { kind: 'granted', startsAt, mails, duration };
      const hold = stackHoldOf(item, tablesId);
      if (hold !== null) return { kind: 'stack-held', hold };
      const at = this.#seen.tat;
      if (at > now + RUN_AWAY) await this.#reset('tat', now);
      else if (at > now + horizon) return { kind: 'later', at };
      return AGAIN;
    };
    return await tries(TRIES, 'rate of the account', takeOnce, () => ({ kind: 'later', at: now + SECOND }));
  }

  /** Moves a clock on by `cost` in one write: from `now`, or from where it is, if that is at most `horizon` ahead. */
  async #advance(clock: RowClock, cost: number, now: Instant, horizon: number, own: OwnTerms = { set: {}, when: [] }) {
    const isAhead = this.#wasAhead[clock] || this.#seen[clock] >= now;
    const result = isAhead
      ? await this.#write(rateRow.change(own.set, clockAt(clock, cost)), [
          ...own.when,
          rateRow.is(clock, '>=', now),
          rateRow.is(clock, '<=', now + horizon),
        ])
      : await this.#write(rateRow.change({ ...own.set, ...clockAt(clock, now + cost) }), [
          ...own.when,
          { anyOf: [rateRow.missing(clock), rateRow.is(clock, '<', now)] },
        ]);
    const item = result.ok ? result.item : result.old;
    this.#note(item, now);
    const startsAt = isAhead ? this.#seen[clock] - cost : now;
    this.#wasAhead[clock] = result.ok ? startsAt > now : this.#seen[clock] >= now;
    return { ok: result.ok, item, startsAt };
  }

  async #reset(clock: RowClock, now: Instant): Promise<void> {
    await this.#write(rateRow.change(clockAt(clock, now)), [rateRow.is(clock, '=', this.#seen[clock])]);
  }

  #note(row: Item | undefined, now: Instant): void {
    this.#lowered = loweredOf(row);
    const r = row && rateRow.reader(row);
    this.#seen.tat = r?.instantOrNull('tat') ?? 0;
    this.#seen.line = r?.instantOrNull('line') ?? 0;
    this.#seenAt = now;
  }

  /** The account was throttled: continue at four fifths of the rate. */
  async lower(now: Instant): Promise<void> {
    const rate = Math.max(1, effectiveRate(await this.#fullRate(), this.#lowered, now) * 0.8);
    this.#lowered = { rate, at: now };
    await this.#write(rateRow.change({ loweredRate: rate, loweredAt: now }), []);
  }

  #write(update: Update, when: Condition[]) {
    return this.#tables.write({ kind: 'update', table: 'WarmUp', key: rateKey, ...update, when });
  }
}
