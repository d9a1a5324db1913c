import { type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import type { TableName } from '../../core/tables.ts';
import type { Faults } from './faults.ts';

/** What a call of the tables touches: an item, or with `sk` null a whole partition. */
export interface Place {
  table: TableName;
  pk: string;
  sk: string | null;
}

const partitionOf = ({ table, pk }: Place): string => `${table} ${pk}`;
const itemOf = (place: Place): string => `${partitionOf(place)} ${place.sk}`;

/** A call that met an outage: tried again until `at`, the end of the outage or of the caller's patience. */
interface Refusal {
  at: Instant;
  isGivenUp: boolean;
}

/**
 * What the tables of AWS do and those of a laptop do not: a partition or a whole table refuses everything for minutes,
 * and transactions that meet on an item are refused one after another.
 */
export class Outages {
  readonly #faults: Faults;
  /** When what is refused is served again, by table or partition. */
  readonly #ends = new Map<string, Instant>();
  /** Transactions that an item still refuses. */
  readonly #conflicts = new Map<string, number>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** What a call meets now; null where it is served. */
  throttles(places: readonly Place[], now: Instant): Refusal | null {
    if (this.#faults.isCalm) return null;
    if (this.#faults.strikes('long-throttling')) this.#begin(places, now);
    const end = this.#endOf(places, now);
    if (end === null) return null;
    // Tables try again by themselves, for as long as their caller has time.
    const dice = this.#faults.diceOf('long-throttling');
    const patience = dice.between(0, dice.pick([20 * SECOND, 5 * MINUTE]));
    return now + patience < end ? { at: now + patience, isGivenUp: true } : { at: end, isGivenUp: false };
  }

  /** Whether one more transaction is refused because it meets another on an item. */
  conflicts(places: readonly Place[]): boolean {
    if (this.#faults.isCalm) return false;
    const items = places.map(itemOf);
    if (this.#faults.strikes('conflict-series')) {
      const dice = this.#faults.diceOf('conflict-series');
      this.#conflicts.set(dice.pick(items), dice.between(3, 12));
    }
    if (this.#conflicts.size === 0) return false;
    const met = items.find((item) => this.#conflicts.has(item));
    if (met === undefined) return false;
    const left = (this.#conflicts.get(met) ?? 0) - 1;
    if (left > 0) this.#conflicts.set(met, left);
    else this.#conflicts.delete(met);
    return true;
  }

  #begin(places: readonly Place[], now: Instant): void {
    const dice = this.#faults.diceOf('long-throttling');
    const place = dice.pick(places);
    this.#ends.set(dice.chance(0.3) ? place.table : partitionOf(place), now + dice.between(MINUTE, 6 * MINUTE));
  }

  #endOf(places: readonly Place[], now: Instant): Instant | null {
    if (this.#ends.size === 0) return null;
    let latest = now;
    for (const place of places) {
      for (const name of [place.table, partitionOf(place)]) {
        const end = this.#ends.get(name);
        if (end === undefined) continue;
        if (end <= now) this.#ends.delete(name);
        latest = Math.max(latest, end);
      }
    }
    return latest > now ? latest : null;
  }
}
