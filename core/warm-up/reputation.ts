import { DAY } from '../clock.ts';

/**
 * The figures of a quota day's mails for a domain's reputation. Mails to the simulator are left out; `delivered` and
 * the rest are counts of `mails`, those with at least one event.
 */
export interface ReputationFigures {
  mails: number;
  delivered: number;
  /** Returned permanently: the address does not exist. */
  hardBounces: number;
  /** All that came back. */
  bounces: number;
  spamBounces: number;
  complaints: number;
  opened: number;
}

/** The figures that a hold or a change of level may come from; `quality` raises, the others hold, block and lower. */
export const CHANGE_CAUSES = ['hard-bounces', 'complaints', 'spam-bounces', 'deliveries', 'quality'] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/** The guard checks a day once it has this many mails. */
const GUARD_MAILS = 1_000;
const GUARD_HARD_BOUNCES = 0.05;
const GUARD_COMPLAINTS = 0.003;
/** How long the guard holds a domain. */
export const GUARD_HOLD = DAY;
/** The rules of `reputation` check a day with more than this many mails. */
const RULE_MAILS = 300;
/** The share of a day's limit that must be used before the level may rise. */
const USED_TO_RISE = 0.7;

/** Which figure trips the guard, in every mode; null for none. */
export function guardCause({ mails, hardBounces, complaints }: ReputationFigures): ChangeCause | null {
  if (mails < GUARD_MAILS) return null;
  if (hardBounces >= GUARD_HARD_BOUNCES * mails) return 'hard-bounces';
  return complaints >= GUARD_COMPLAINTS * mails ? 'complaints' : null;
}

/** Which figure stops bulk mail for the rest of the day under the level rule `reputation`. */
export function blockCause({ mails, hardBounces, spamBounces }: ReputationFigures): ChangeCause | null {
  if (mails <= RULE_MAILS) return null;
  if (hardBounces > 0.11 * mails) return 'hard-bounces';
  return spamBounces > 0.15 * mails ? 'spam-bounces' : null;
}

/** The figure that lowers the level from the next day on. Pending deliveries are no reason. */
export function lowerCause(figures: ReputationFigures): ChangeCause | null {
  const { mails, delivered, hardBounces, bounces, spamBounces, complaints } = figures;
  const settled = delivered + bounces;
  if (mails <= RULE_MAILS) return null;
  if (hardBounces > 0.09 * mails) return 'hard-bounces';
  if (settled > RULE_MAILS && delivered < 0.65 * settled) return 'deliveries';
  if (spamBounces > 0.05 * mails) return 'spam-bounces';
  return complaints > 0.005 * mails ? 'complaints' : null;
}

/** Whether a day's mails are good enough, and a large enough share of its limit, to raise the level immediately. */
export function mayRise(figures: ReputationFigures, limit: number): boolean {
  const { mails, delivered, hardBounces, spamBounces, complaints, opened } = figures;
  if (mails === 0 || mails < USED_TO_RISE * limit || complaints >= 0.001 * mails) return false;
  const isClean = hardBounces < 0.05 * mails && delivered > 0.92 * mails && spamBounces < 0.025 * mails;
  return isClean || (delivered > 0.9 * mails && opened > 0.5 * mails);
}
