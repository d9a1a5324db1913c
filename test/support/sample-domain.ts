import { type Instant, iso } from '../../core/clock.ts';
import type { Domain } from '../../core/warm-up/domain.ts';

/** A verified domain as it is just after it was added: on the standard plan, at level 1. */
export const sampleDomain = (domain: string, addedAt: Instant, changes: Partial<Domain> = {}): Domain => ({
  domain,
  status: 'verified',
  plan: 'standard',
  steps: null,
  levelRule: 'sending-days',
  parkUntil: 'after-24h',
  limitOther: false,
  sendingPool: null,
  level: 1,
  levelSetOn: iso(addedAt).slice(0, 10),
  revision: 1,
  dkimTokens: [],
  createdAt: addedAt,
  updatedAt: addedAt,
  ...changes,
});
