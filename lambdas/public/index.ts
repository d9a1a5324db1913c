import { publicPagesIn } from '../compose/public.ts';
import { ANSWER_WITHIN } from '../deadline.ts';
import { apiEntry } from '../http/entry.ts';
import { requireEnv } from '../require-env.ts';
import { eventQueueOf, following, ground, tablesOf } from '../wiring.ts';
import { publicEnv } from './env.ts';

const env = requireEnv(publicEnv);
const world = { ...ground, tables: tablesOf(env), eventQueue: eventQueueOf(env) };

export const handler = following(apiEntry(publicPagesIn(world)), ANSWER_WITHIN);
