import * as z from 'zod';
import type { Cursor } from '../../core/tables.ts';
import { Refusal } from './errors.ts';

/** The most that a page may have. */
const MAX_LIMIT = 100;
const MAX_OFFSET = 100_000;
/** What one read takes at a time. */
const PAGE = 100;

/** A place in a list, counted from its newest. */
export interface Place {
  offset: number;
  limit: number;
}

export const offsetField = () => z.int().min(0);
export const limitField = () => z.int().min(0);

/** Checks a place; a limit of 0 asks for the number alone. */
export function placeOf({ Offset, Limit }: { Offset: number; Limit: number }): Place {
  if (Limit > MAX_LIMIT) throw new Refusal('FailedOperation.InvalidLimit', `Limit must be at most ${MAX_LIMIT}`);
  if (Offset > MAX_OFFSET) throw new Refusal('InvalidParameterValue', `Offset must be at most ${MAX_OFFSET}`);
  return { offset: Offset, limit: Limit };
}

/**
 * A page by offset over lists that have cursors: they are read from the start, `most` rows of them, and the total
 * counts up to that many. Behind it a page is empty.
 */
export async function pageByOffset<Row>(
  read: (page: { limit: number; after: Cursor | null }) => Promise<{ rows: Row[]; next: Cursor | null }>,
  { offset, limit }: Place,
  most = 10_000,
): Promise<{ rows: Row[]; total: number }> {
  const shown: Row[] = [];
  let total = 0;
  let after: Cursor | null = null;
  do {
    const { rows, next }: { rows: Row[]; next: Cursor | null } = await read({ limit: PAGE, after });
    const room = rows.slice(0, most - total);
    shown.push(...room.slice(Math.max(0, offset - total), Math.max(0, offset + limit - total)));
    total += room.length;
    after = next;
  } while (after !== null && total < most);
  return { rows: shown, total };
}
