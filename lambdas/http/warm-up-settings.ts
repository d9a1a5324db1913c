import * as z from 'zod';
import { LEVEL_RULES, PARK_RULES, PLANS } from '../../core/warm-up/domain.ts';
import { MAX_STEP, MAX_STEPS } from '../../core/warm-up/plans.ts';
import { domainName } from './page.ts';

/** How a domain is warmed up, in bodies and answers. */
export const plan = z.enum(PLANS);
export const levelRule = z.enum(LEVEL_RULES);
export const parkUntil = z.enum(PARK_RULES);
export const steps = z
  .array(z.number().int().min(1).max(MAX_STEP))
  .min(1)
  .max(MAX_STEPS)
  .describe('With plan `custom`: mails a day for level 1, 2 and so on; the last one repeats.');

/** Settings of a warm-up; what is left out stays. */
export const warmUpSettings = {
  plan: plan.optional(),
  steps: steps.nullable().optional(),
  level: z.number().int().min(1).max(MAX_STEPS).nullable().optional(),
  levelRule: levelRule.optional(),
  parkUntil: parkUntil.optional(),
  limitOther: z.boolean().optional(),
};

/** Params of a path with `{domain}`. */
export const domainParams = z.strictObject({ domain: domainName });
