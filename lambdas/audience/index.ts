import { audienceRoutesIn } from '../compose/audience.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { callRateOf, ground, linksOf, quotaDaysOf, tablesOf } from '../wiring.ts';
import { audienceEnv } from './env.ts';

const env = requireEnv(audienceEnv);
const world = {
  ...ground,
  ...callRateOf(env),
  ...quotaDaysOf(env),
  tables: tablesOf(env),
  links: linksOf(env),
  publicUrl: env.PUBLIC_URL,
};

export const handler = apiHandler(world, audienceRoutesIn(world));
