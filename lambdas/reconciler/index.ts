import { requireEnv } from '../require-env.ts';
import {
  clock,
  following,
  importQueueOf,
  log,
  objectsOf,
  random,
  schedulesOf,
  sendQueueOf,
  settingsOf,
  startQueueOf,
  tablesOf,
} from '../wiring.ts';
import { reconcilerEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(reconcilerEnv);

export const handler = following(
  createHandler(
    {
      clock,
      random,
      log,
      tables: tablesOf(env),
      objects: objectsOf(env),
      importQueue: importQueueOf(env),
      sendQueue: sendQueueOf(env),
      startQueue: startQueueOf(env),
      schedules: schedulesOf(env),
      settings: settingsOf(env),
    },
    log,
  ),
);
