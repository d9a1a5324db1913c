import { startPortsOf } from '../compose.ts';
import { requireEnv } from '../require-env.ts';
import {
  clock,
  following,
  log,
  objectsOf,
  publishOf,
  random,
  schedulesOf,
  sendQueueOf,
  startQueueOf,
  tablesOf,
} from '../wiring.ts';
import { starterEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(starterEnv);
const world = {
  clock,
  random,
  log,
  tables: tablesOf(env),
  objects: objectsOf(env),
  sendQueue: sendQueueOf(env),
  startQueue: startQueueOf(env),
  schedules: schedulesOf(env),
  publish: publishOf(env),
};

export const handler = following(createHandler(startPortsOf(world), log));
