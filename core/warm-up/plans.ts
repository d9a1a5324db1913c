import type { Domain, PlanName } from './domain.ts';

/** Maximum number of steps of a custom plan: a year, a level a day. */
export const MAX_STEPS = 365;

/** Maximum number of mails a day that a step of a custom plan may allow. */
export const MAX_STEP = 1_000_000_000;

/** Mails a day for level 1 to 20; after that the last step repeats. */
export const STANDARD_STEPS: readonly number[] = [
  500, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000, 60_000, 80_000, 100_000, 150_000, 200_000, 300_000, 400_000,
  500_000, 600_000, 700_000, 800_000, 900_000, 1_000_000,
];

export const CONSERVATIVE_STEPS: readonly number[] = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 40_000, 60_000, 80_000, 100_000, 120_000, 150_000,
  200_000, 400_000, 600_000, 800_000, 1_000_000,
];

/** The limit of a day under the plan `unlimited`: more than any list, far below the greatest exact number. */
export const UNLIMITED = 1_000_000_000_000;

const BUILT_IN: Record<Exclude<PlanName, 'custom'>, readonly number[]> = {
  standard: STANDARD_STEPS,
  conservative: CONSERVATIVE_STEPS,
  unlimited: [UNLIMITED],
};

/** Mails a day for level 1 and on; the last one repeats. */
export const stepsOf = (domain: Pick<Domain, 'plan' | 'steps'>): readonly number[] =>
  domain.plan === 'custom' ? (domain.steps ?? STANDARD_STEPS) : BUILT_IN[domain.plan];

/** The daily limit of a domain at a level from 1. */
export function limitAt(domain: Pick<Domain, 'plan' | 'steps'>, level: number): number {
  const steps = stepsOf(domain);
  return steps[Math.min(level, steps.length) - 1] ?? UNLIMITED;
}
