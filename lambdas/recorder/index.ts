import { parseSesEvents } from '../../adapters/ses/events.ts';
import { SegmentDays } from '../../core/insight/segment-days.ts';
import { createPublish } from '../../core/webhooks/notice.ts';
import { createPublishMails } from '../../core/webhooks/publish-mails.ts';
import { requireEnv } from '../require-env.ts';
import { clock, following, log, noticeQueueOf, random, sendQueueOf, settingsOf, tablesOf } from '../wiring.ts';
import { recorderEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(recorderEnv);
const tables = tablesOf(env);
const noticeQueue = noticeQueueOf(env);
const ports = {
  tables,
  clock,
  random,
  log,
  sendQueue: sendQueueOf(env),
  settings: settingsOf(env),
  segmentDays: new SegmentDays(tables),
  simulatorCounts: false,
  publish: createPublish({ noticeQueue, log }),
  publishMails: createPublishMails({ tables, clock, noticeQueue, log }),
};

export const handler = following(createHandler(ports, parseSesEvents, log));
