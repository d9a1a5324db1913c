import { type Clock, HOUR } from '../clock.ts';
import { rateKey } from '../keys.ts';
import type { Tables } from '../tables.ts';
import type { AccountLimits } from './account.ts';
import { rateRow } from './rate-row.ts';

type Kept = Pick<AccountLimits, 'rate' | 'day'>;

/** What the account said last of its rate and its day, kept for processes that cannot ask it. */
export interface KeptLimits {
  /** Null is what is not known. Strongly consistent. */
  read(): Promise<Kept>;
  keep(limits: Kept): Promise<void>;
}

/** The use of 24 hours that is older says nothing of now: a quota that was used up then must not hold runs for ever. */
const DAY_IS_KNOWN = HOUR;

/** Keeps them in the send-rate row. */
export const keptLimitsIn = (tables: Tables, clock: Pick<Clock, 'now'>): KeptLimits => ({
  async read() {
    const row = await tables.get('WarmUp', rateKey);
    if (row === undefined) return { rate: null, day: null };
    const r = rateRow.reader(row);
    const perDay = r.numberOrNull('accountPerDay');
    const isKnown = clock.now() - (r.instantOrNull('accountSaidAt') ?? 0) <= DAY_IS_KNOWN;
    const day = perDay !== null && isKnown ? { perDay, used: r.number('accountUsed', 0) } : null;
    return { rate: r.numberOrNull('accountRate'), day };
  },
  async keep({ rate, day }) {
    const said = { accountPerDay: day?.perDay ?? null, accountUsed: day?.used ?? null, accountSaidAt: clock.now() };
    await tables.write({
      kind: 'update',
      table: 'WarmUp',
      key: rateKey,
      ...rateRow.change({ ...said, ...(rate === null ? {} : { accountRate: rate }) }),
      when: [],
    });
  },
});
