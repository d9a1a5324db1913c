import type { Instant } from '../clock.ts';
import type { ListChoice } from './list-choice.ts';

/** One member of a frozen audience. `skip` says why it is not mailed, when that was known at the freeze. */
export interface FrozenRecipient {
  email: string;
  data: Record<string, unknown> | null;
  skip: SkipReason | null;
}

export type ExclusionReason = 'suppressed' | 'unsubscribed' | 'removed' | 'excluded-list';

/** `already-sent`: a retry of the unknown has found out that the mail server took the mail of the run before. */
export type SkipReason = ExclusionReason | 'already-sent';

/** Reads frozen audiences: `position` is the place in the order of the address hashes. */
export interface SnapshotReader {
  read(snapshot: string, from: number, n: number): Promise<FrozenRecipient[]>;
}

/**
 * Finds frozen recipients that must not be mailed any longer. Knows every exclusion that was acknowledged `maxAgeMs`
 * ago. Only excluded addresses are in the answer. Who has come into a list that the run leaves out since it was frozen
 * is not among them: they are left out of the next run.
 */
export interface Exclusions {
  check(
    audience: { lists: ListChoice; domain: string; frozenAt: Instant },
    emails: string[],
    now: Instant,
  ): Promise<Map<string, ExclusionReason>>;
}
