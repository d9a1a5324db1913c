import { POSTS } from './posts.ts';
import { RATES } from './rates.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [...POSTS, ...RATES];
