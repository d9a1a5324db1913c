import { parseSesEvents } from '../../adapters/ses/events.ts';
import { SegmentDays } from '../../core/insight/segment-days.ts';
import { requireEnv } from '../require-env.ts';
import { clock, log, random, sendQueueOf, settingsOf, tablesOf } from '../wiring.ts';
import { recorderEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(recorderEnv);
const tables = tablesOf(env);
const ports = {
  tables,
  clock,
  random,
  log,
  sendQueue: sendQueueOf(env),
  settings: settingsOf(env),
  segmentDays: new SegmentDays(tables),
  simulatorCounts: false,
};

export const handler = createHandler(ports, parseSesEvents, log);
