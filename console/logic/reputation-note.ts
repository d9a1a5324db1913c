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

/** What a hold or a change of the level was, and which figure caused it. */
export function reputationNote(
  { kind, cause, level, until, figures }: ReputationChange,
  { words: { warmUp }, formats, now }: { words: Words; formats: Formats; now: number },
): string {
  const share = figures.mails === 0 ? 0 : figures[FIGURES[cause]] / figures.mails;
  const because = warmUp.because(formats.share(share), formats.count(figures.mails), warmUp.causes[cause]);
  const to = level === null ? '' : formats.count(level);
  const when = until === null ? '' : formats.near(until, now);
  return `${because} ${kind === 'held' || kind === 'blocked' ? warmUp.held(when) : warmUp[kind](to)}`;
}
