import { requireEnv } from '../require-env.ts';
import {
  engineOf,
  exportQueueOf,
  following,
  importQueueOf,
  log,
  noticeQueueOf,
  objectsOf,
  settingsOf,
} from '../wiring.ts';
import { reconcilerEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(reconcilerEnv);
const world = {
  ...engineOf(env),
  objects: objectsOf(env),
  importQueue: importQueueOf(env),
  exportQueue: exportQueueOf(env),
  noticeQueue: noticeQueueOf(env),
  settings: settingsOf(env),
  runRetentionDays: Number(env.RUN_RETENTION_DAYS),
};

export const handler = following(createHandler(world, log));
