import { insightRoutesIn } from '../compose/insight.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import {
  callRateOf,
  exportQueueOf,
  ground,
  htmlToText,
  linksOf,
  objectReaderOf,
  quotaDaysOf,
  tablesOf,
} from '../wiring.ts';
import { insightEnv } from './env.ts';

const env = requireEnv(insightEnv);
const world = {
  ...ground,
  ...callRateOf(env),
  ...quotaDaysOf(env),
  tables: tablesOf(env),
  objects: objectReaderOf(env),
  htmlToText,
  publicUrl: env.PUBLIC_URL,
  links: linksOf(env),
  exportQueue: exportQueueOf(env),
};

export const handler = apiHandler(world, insightRoutesIn(world));
