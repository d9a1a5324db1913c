import type { Actor } from '../actor.ts';
import type { Clock, Instant } from '../clock.ts';
import { rateKey } from '../keys.ts';
import type { Condition, Item, Tables } from '../tables.ts';
import { rateRow } from './rate-row.ts';

/**
 * The whole stack is held by one attribute of the rate row, which windows write on condition that it is not held. To
 * ask costs a window nothing, and one write stops every run before its next window that has no slot yet.
 */

export const STACK_HOLD_REASONS = ['hold-all', 'restored'] as const;

/** Why nothing at all is sent: an operator held everything, or the tables are a copy that is not released. */
export interface StackHold {
  reason: (typeof STACK_HOLD_REASONS)[number];
  /** Null for restored tables: a copy does not know when it was made. */
  since: Instant | null;
  /** Who holds everything; null for restored tables, and for a hold of before this was kept. */
  by: Actor | null;
}

/**
 * Identifies the tables themselves: restored tables have another name than the one stored in them. Throws when it
 * cannot be determined.
 */
export type TablesIdentity = () => Promise<string>;

/** Tables that live no longer than their process cannot be restored. */
export const SAME_TABLES: TablesIdentity = async () => 'memory';

/**
 * The hold of the stack, from its rate row. A row without identity belongs to the first sender
 * (docs/decisions/0021-one-row-holds-the-stack.md).
 */
export function stackHoldOf(item: Item | undefined, identity: string): StackHold | null {
  if (item === undefined) return null;
  const r = rateRow.reader(item);
  const row = { tablesId: r.textOrNull('tablesId'), heldSince: r.instantOrNull('heldSince') };
  if (row.tablesId !== null && /* fence: tables-identity */ row.tablesId !== identity)
    return { reason: 'restored', since: null, by: null };
  if (row.heldSince === null) return null;
  return { reason: 'hold-all', since: row.heldSince, by: r.decodedOrNull('heldBy') };
}

/** The condition under which a write of the rate row lets mails go. */
export const stackIsNotHeld = (identity: string): Condition[] => [
  rateRow.missing('heldSince'),
  { anyOf: [rateRow.missing('tablesId'), rateRow.is('tablesId', '=', identity)] },
];

interface HoldPorts {
  tables: Tables;
  identity: TablesIdentity;
}

/** Strongly consistent. */
export async function readStackHold({ tables, identity }: HoldPorts): Promise<StackHold | null> {
  const [row, own] = await Promise.all([tables.get('WarmUp', rateKey), identity()]);
  return stackHoldOf(row, own);
}

/**
 * Holds everything. Once this is acknowledged no window is reserved; one window of each open segment may be in
 * progress, and above 500 mails a second those that one write reserved. `by`: who asks for it.
 */
export async function holdStack(
  { tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> },
  by: Actor | null = null,
): Promise<void> {
  await tables.write({
    kind: 'update',
    table: 'WarmUp',
    key: rateKey,
    ...rateRow.change({ heldSince: clock.now(), heldBy: by }),
    when: [rateRow.missing('heldSince')],
  });
}

/** Lets the stack send, and makes these tables its own. */
export async function unholdStack({ tables, identity }: HoldPorts): Promise<void> {
  await tables.write({
    kind: 'update',
    table: 'WarmUp',
    key: rateKey,
    ...rateRow.change({ tablesId: await identity(), heldSince: null, heldBy: null }),
    when: [],
  });
}
