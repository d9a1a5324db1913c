import { requireEnv } from '../require-env.ts';
import { clock, log, noticeQueueOf, receivers, tablesOf } from '../wiring.ts';
import { notifierEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(notifierEnv);

export const handler = createHandler({
  clock,
  log,
  tables: tablesOf(env),
  noticeQueue: noticeQueueOf(env),
  receivers: receivers(),
});
