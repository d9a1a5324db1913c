import type { Words } from '../words/en.ts';
import type { ReputationChange } from './domain-ramp.ts';
import type { Formats } from './formats.ts';

const FIGURES = {
  'hard-bounces': 'hardBounces',
  complaints: 'complaints',
  'spam-bounces': 'spamBounces',
  deliveries: 'delivered',
  quality: 'delivered',
} as const;

/** From which share on what happens, by the guard and by the level rule `reputation`; the others have no such limit. */
export const LIMITS: Record<ReputationChange['kind'], Partial<Record<ReputationChange['cause'], number>>> = {
  held: { 'hard-bounces': 0.05, complaints: 0.003 },
  blocked: { 'hard-bounces': 0.11, 'spam-bounces': 0.15 },
  lowered: { 'hard-bounces': 0.09, 'spam-bounces': 0.05, complaints: 0.005 },
  raised: {},
};

/** What a hold or a change of the level was, and which figure caused it, of how many mails, beside its limit. */
export function reputationNote(
  { kind, cause, level, until, figures }: ReputationChange,
  { words: { warmUp, holds, sentences }, formats, now }: { words: Words; formats: Formats; now: number },
): string {
  const share = figures.mails === 0 ? 0 : figures[FIGURES[cause]] / figures.mails;
  const limit = LIMITS[kind][cause];
  const because = warmUp.because(formats.share(share), formats.count(figures.mails), warmUp.causes[cause]);
  const told = limit === undefined ? because : sentences(because, holds.reputationLimit(formats.share(limit)));
  const to = level === null ? '' : formats.count(level);
  const when = until === null ? '' : formats.near(until, now);
  return sentences(told, kind === 'held' || kind === 'blocked' ? warmUp.held(when) : warmUp[kind](to));
}
