import { requireEnv } from '../require-env.ts';
import { clock, log, random, schedulesOf, sendQueueOf, settingsOf, startQueueOf, tablesOf } from '../wiring.ts';
import { reconcilerEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(reconcilerEnv);

export const handler = createHandler(
  {
    clock,
    random,
    log,
    tables: tablesOf(env),
    sendQueue: sendQueueOf(env),
    startQueue: startQueueOf(env),
    schedules: schedulesOf(env),
    settings: settingsOf(env),
  },
  log,
);
