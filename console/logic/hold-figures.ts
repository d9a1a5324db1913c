import type { Domain, List, ListDetails, Task } from '../api/answers.ts';
import { byUrgency } from './dns.ts';
import type { ReputationChange } from './domain-ramp.ts';

/** What else is known of what holds a task. Each part is missing where nobody has asked, or it is not known. */
export interface HoldFigures {
  /** Today's limit of the domain; null where it has none. */
  limit?: number | null;
  /** Mails that the AWS account may send in any 24 hours. */
  accountPerDay?: number | null;
  reputation?: ReputationFigure | null;
  /** The list that is filled, and how much of the file is read, from 0 to 1. */
  import?: { list: string; share: number | null } | null;
  /** The record for want of which a domain is not verified. */
  missing?: { type: string; name: string } | null;
  /** Bytes of the attachments as they are in a mail. */
  attached?: number | null;
}

/** Which share of how many mails holds a domain, and which is the least that does. */
export interface ReputationFigure {
  cause: 'hard-bounces' | 'complaints' | 'spam-bounces';
  share: number;
  mails: number;
  limit: number;
}

/** From these shares on a domain is held for a day, or blocked for the rest of one: as the engine has it. */
export const REPUTATION_LIMITS: Record<'held' | 'blocked', Partial<Record<ReputationFigure['cause'], number>>> = {
  held: { 'hard-bounces': 0.05, complaints: 0.003 },
  blocked: { 'hard-bounces': 0.11, 'spam-bounces': 0.15 },
};

const COUNTED = { 'hard-bounces': 'hardBounces', complaints: 'complaints', 'spam-bounces': 'spamBounces' } as const;

/** The figure of the latest hold of a domain; null where it was never held. */
export function reputationFigure({ history }: Pick<Domain['warmUp'], 'history'>): ReputationFigure | null {
  const holds = history.flatMap(({ changes }) => changes).filter(({ until }) => until !== null);
  const [latest] = holds.sort((a, b) => b.at.localeCompare(a.at));
  return latest === undefined ? null : figureOf(latest);
}

function figureOf({ kind, cause, figures }: ReputationChange): ReputationFigure | null {
  if ((kind !== 'held' && kind !== 'blocked') || cause === 'deliveries' || cause === 'quality') return null;
  const limit = REPUTATION_LIMITS[kind][cause];
  if (limit === undefined || figures.mails === 0) return null;
  return { cause, share: figures[COUNTED[cause]] / figures.mails, mails: figures.mails, limit };
}

/** The first record that fails of those that verify a domain; others hold nothing up. */
export function missingRecord(records: Domain['dns']): NonNullable<HoldFigures['missing']> | null {
  const [first] = byUrgency(records).filter(({ purpose, ok }) => purpose === 'dkim' && ok === false);
  return first === undefined ? null : { type: first.type, name: first.name };
}

/** How far the latest import of a list is; null where none is under way. */
export function importFigure({ name, lastImport }: Pick<List, 'name'> & Pick<ListDetails, 'lastImport'>) {
  if (lastImport === null || lastImport.status === 'finished' || lastImport.status === 'failed') return null;
  const { bytes, bytesRead } = lastImport;
  return { list: name, share: bytes ? Math.min(0.99, bytesRead / bytes) : null };
}

/** Bytes of the attachments as base64, which makes four of three; null where there are none. */
export function attachedBytes({ attachments = [] }: Partial<Pick<Task, 'attachments'>>): number | null {
  const bytes = attachments.reduce((sum, { size }) => sum + Math.ceil(size / 3) * 4, 0);
  return bytes === 0 ? null : bytes;
}
