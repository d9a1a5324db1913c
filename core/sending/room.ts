import type { Instant } from '../clock.ts';
import { type Need, needOf, olderParked } from '../runs/need.ts';
import type { Run } from '../runs/run.ts';
import { readQuotaDay } from '../warm-up/quota-store.ts';
import type { SendingPorts } from './ports.ts';

/** What a claim sees of its day before it asks for it. */
export interface Room {
  /** What older parked runs need of the day, or at least as much. */
  need: Need;
  /** Whether it is what they need, and no more. */
  isExact: boolean;
  /** What the day has left for all; infinite where its row was not asked, or refuses for another reason. */
  left: number;
}

const NO_NEED: Need = { mails: 0, oldest: null };

/**
 * What a claim of up to `n` finds beside the needs of older parked runs. Where the most that they could need leaves
 * enough, none of them is read; else their needs are added up, as far as the day has quota left. So hundreds of parked
 * runs cost a claim what one costs (docs/decisions/0043-what-older-runs-need-at-the-most.md).
 */
export async function roomFor(
  run: Run,
  n: number,
  { day, now }: { day: string; now: Instant },
  { knownNeeds, settings, tables }: SendingPorts,
): Promise<Room> {
  const older = await olderParked(tables, run);
  if (older.length === 0) return { need: NO_NEED, isExact: true, left: Number.POSITIVE_INFINITY };
  const [row, most] = await Promise.all([readQuotaDay(tables, run.domain, day), knownNeeds.mostOf(tables, older)]);
  const refusesByItself = row === undefined || (row.heldUntil ?? 0) > now;
  const left = refusesByItself ? Number.POSITIVE_INFINITY : row.left;
  if (row !== undefined && most + n <= left) return { need: { mails: most, oldest: null }, isExact: false, left };
  const terms = { day, offsetMinutes: settings.quotaDayOffsetMinutes, enough: left };
  return { need: await needOf(tables, older, terms, (read) => knownNeeds.note(read)), isExact: true, left };
}
