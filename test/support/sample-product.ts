import type { ProductFacts } from '../../lambdas/access/sessions.ts';

/** What a deployed product says of itself. */
export const SAMPLE_PRODUCT: ProductFacts = {
  version: '1.0.0',
  stack: 'Mailramp',
  region: 'eu-central-1',
  local: false,
  quotaDayOffsetMinutes: 0,
  sendRate: 1_000,
  features: [],
};
