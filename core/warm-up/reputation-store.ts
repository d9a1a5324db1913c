import type { Instant } from '../clock.ts';
import { reputationChangeKey, reputationChangesOf } from '../keys.ts';
import { readMailCounts } from '../mail/statistics-store.ts';
import { rowOf } from '../row.ts';
import type { Item, Tables, Write } from '../tables.ts';
import { CHANGE_CAUSES, type ChangeCause, type ReputationFigures } from './reputation.ts';

export const CHANGE_KINDS = ['held', 'blocked', 'raised', 'lowered'] as const;

/** A hold or a change of level, with the figures that caused it. */
export interface ReputationChange {
  /** The quota day whose mails were the cause. */
  day: string;
  at: Instant;
  /** `held` by the guard, `blocked` for the day, `raised` at once, or to be `lowered` from the next day on. */
  kind: (typeof CHANGE_KINDS)[number];
  /** The figure that did it. */
  cause: ChangeCause;
  /** The level that it leads to; null where the level stays. */
  level: number | null;
  /** When bulk mail may go on; null where it is not held. */
  until: Instant | null;
  figures: ReputationFigures;
}

/** The changes that the history shows at most. */
const MAX_CHANGES = 500;

/** Strongly consistent. */
export async function readFigures(tables: Tables, domain: string, day: string): Promise<ReputationFigures | null> {
  const counts = (await readMailCounts(tables, { domain, kind: 'bulk', from: day, to: day })).get(day);
  if (!counts) return null;
  return {
    mails: counts.mails - counts.exemptMails,
    delivered: counts.delivered - counts.exemptDelivered,
    hardBounces: counts.hard,
    bounces: counts.bounced - counts.exemptBounced,
    spamBounces: counts.spam,
    complaints: counts.complained - counts.exemptComplained,
    opened: counts.opened - counts.exemptOpened,
  };
}

const changeRow = rowOf<ReputationChange>('reputation change');

/** Records a change; refused when a day has one of this name already. */
export const newChangeWrite = (domain: string, name: string, change: ReputationChange): Write => ({
  kind: 'put',
  table: 'WarmUp',
  item: changeRow.item(reputationChangeKey(domain, change.day, name), change),
  when: [{ item: 'missing' }],
});

/** Changes caused by the mails of `from` (an ISO date) and later days, latest day first. */
export async function readChanges(tables: Tables, domain: string, from: string): Promise<ReputationChange[]> {
  const { items } = await tables.query({
    table: 'WarmUp',
    pk: reputationChangesOf(domain),
    from,
    to: '~',
    reverse: true,
    limit: MAX_CHANGES,
  });
  return items.map(changeFromItem);
}

const changeFromItem = (item: Item): ReputationChange => {
  const r = changeRow.reader(item);
  return {
    day: r.text('day'),
    at: r.instant('at'),
    kind: r.oneOf('kind', CHANGE_KINDS),
    cause: r.oneOf('cause', CHANGE_CAUSES),
    level: r.numberOrNull('level'),
    until: r.instantOrNull('until'),
    figures: r.structure('figures'),
  };
};
