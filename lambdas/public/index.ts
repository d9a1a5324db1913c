import { LinkKeys } from '../../core/unsubscribe/link-keys.ts';
import { apiEntry } from '../http/entry.ts';
import { requireEnv } from '../require-env.ts';
import { clock, eventQueueOf, following, log, random, tablesOf } from '../wiring.ts';
import { publicEnv } from './env.ts';
import { createPages } from './handler.ts';

const env = requireEnv(publicEnv);
const tables = tablesOf(env);

export const handler = following(
  apiEntry(
    createPages({ tables, clock, random, log, keys: new LinkKeys({ tables, clock }), eventQueue: eventQueueOf(env) }),
  ),
);
