import { parseSesEvents } from '../../adapters/ses/events.ts';
import { recorderPortsIn } from '../compose/recorder.ts';
import { requireEnv } from '../require-env.ts';
import { following, ground, log, noticeQueueOf, publishOf, sendQueueOf, settingsOf, tablesOf } from '../wiring.ts';
import { recorderEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(recorderEnv);
const world = {
  ...ground,
  tables: tablesOf(env),
  sendQueue: sendQueueOf(env),
  noticeQueue: noticeQueueOf(env),
  publish: publishOf(env),
  settings: settingsOf(env),
};

export const handler = following(
  createHandler(recorderPortsIn(world, { simulatorCounts: false }), parseSesEvents, log),
);
