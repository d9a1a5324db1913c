import { ACCOUNTS } from './accounts.ts';
import { CROWDS } from './crowds.ts';
import { EVENTS } from './events.ts';
import { LISTS } from './lists.ts';
import { POSTS } from './posts.ts';
import { RATES } from './rates.ts';
import type { Scenario } from './scenario.ts';
import { WEBHOOKS } from './webhooks.ts';

/** In the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
  ...POSTS,
  ...LISTS,
  ...RATES,
  ...CROWDS,
  ...WEBHOOKS,
  ...ACCOUNTS,
  ...EVENTS,
];
