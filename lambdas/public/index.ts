import { LinkKeys } from '../../core/unsubscribe/link-keys.ts';
import { apiEntry } from '../entry.ts';
import { requireEnv } from '../require-env.ts';
import { clock, log, random, tablesOf } from '../wiring.ts';
import { publicEnv } from './env.ts';
import { createPages } from './handler.ts';

const tables = tablesOf(requireEnv(publicEnv));

export const handler = apiEntry(createPages({ tables, clock, random, keys: new LinkKeys({ tables, clock }) }, log));
