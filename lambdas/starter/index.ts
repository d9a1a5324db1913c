import { startPortsIn } from '../compose/starter.ts';
import { requireEnv } from '../require-env.ts';
import { engineOf, following, log, objectsOf, publishOf } from '../wiring.ts';
import { starterEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(starterEnv);
const world = { ...engineOf(env), objects: objectsOf(env), publish: publishOf(env) };

export const handler = following(createHandler(startPortsIn(world), log));
