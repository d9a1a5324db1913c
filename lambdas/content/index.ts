import { contentRoutesIn } from '../compose/content.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { callRateOf, ground, htmlToText, objectsOf, quotaDaysOf, tablesOf } from '../wiring.ts';
import { contentEnv } from './env.ts';

const env = requireEnv(contentEnv);
const world = {
  ...ground,
  ...callRateOf(env),
  ...quotaDaysOf(env),
  tables: tablesOf(env),
  objects: objectsOf(env),
  htmlToText,
  publicUrl: env.PUBLIC_URL,
};

export const handler = apiHandler(world, contentRoutesIn(world));
