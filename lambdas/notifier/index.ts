import { HttpReceivers } from '../../adapters/webhooks/receivers.ts';
import { requireEnv } from '../require-env.ts';
import { following, ground, noticeQueueOf, tablesOf } from '../wiring.ts';
import { notifierEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(notifierEnv);

export const handler = following(
  createHandler({
    ...ground,
    tables: tablesOf(env),
    noticeQueue: noticeQueueOf(env),
    // To the internet, and to nothing of ours.
    receivers: new HttpReceivers({ allowLoopback: false }),
  }),
);
