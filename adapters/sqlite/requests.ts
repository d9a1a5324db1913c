import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Instant } from '../../core/clock.ts';
import { TOKEN_LIFE_MS } from '../dynamodb/rules.ts';

/** After so many transactions the oldest requests are looked at, twice as many at most: so they cannot pile up. */
const FORGET_EVERY = 500;

/** The transactions of the last ten minutes, by their request tokens. They outlast a restart. */
export class Requests {
  readonly #find: StatementSync;
  readonly #remember: StatementSync;
  readonly #forget: StatementSync;
  #untilForget = FORGET_EVERY;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT writes FROM requests WHERE token = ? AND usedAt > ?');
    this.#remember = database.prepare('INSERT OR REPLACE INTO requests (token, usedAt, writes) VALUES (?, ?, ?)');
    this.#forget = database.prepare(`
      DELETE FROM requests
      WHERE usedAt <= ? AND id IN (SELECT id FROM requests ORDER BY id LIMIT ${2 * FORGET_EVERY})
    `);
  }

  /** @throws when the token was used for other writes. */
  isRepetition(token: string, writes: Uint8Array, now: Instant): boolean {
    const used = this.#find.get(token, now - TOKEN_LIFE_MS);
    if (used && Buffer.compare(used.writes as Uint8Array, writes) !== 0) {
      throw new Error(`request token "${token}" was used for another transaction`);
    }
    return used !== undefined;
  }

  /** Joins the transaction of which it is told. */
  remember(token: string, writes: Uint8Array, now: Instant): void {
    this.#remember.run(token, now, writes);
    this.#untilForget -= 1;
    if (this.#untilForget > 0) return;
    this.#untilForget = FORGET_EVERY;
    this.#forget.run(now - TOKEN_LIFE_MS);
  }
}
