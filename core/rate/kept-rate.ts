import { rateKey } from '../keys.ts';
import type { Tables } from '../tables.ts';
import { rateRow } from './rate-row.ts';

/** The rate that the account named last, kept for processes that cannot ask it. Mails a second. */
export interface KeptRate {
  /** Null while none is known. Strongly consistent. */
  read(): Promise<number | null>;
  keep(rate: number): Promise<void>;
}

/** Keeps it in the send-rate row. */
export const keptRateIn = (tables: Tables): KeptRate => ({
  async read() {
    const row = await tables.get('WarmUp', rateKey);
    return row === undefined ? null : rateRow.reader(row).numberOrNull('accountRate');
  },
  async keep(rate) {
    await tables.write({
      kind: 'update',
      table: 'WarmUp',
      key: rateKey,
      ...rateRow.change({ accountRate: rate }),
      when: [{ anyOf: [rateRow.missing('accountRate'), rateRow.is('accountRate', '<>', rate)] }],
    });
  },
});
