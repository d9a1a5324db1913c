import { sendingPortsOf } from '../compose.ts';
import { requireEnv } from '../require-env.ts';
import {
  accountOf,
  clock,
  following,
  htmlToText,
  identityOf,
  log,
  mailerOf,
  objectsOf,
  publishOf,
  random,
  schedulesOf,
  sendQueueOf,
  settingsOf,
  startQueueOf,
  tablesOf,
} from '../wiring.ts';
import { senderEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(senderEnv);
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

const outlets = {
  mailer: mailerOf(env),
  settings: settingsOf(env),
  publicUrl: env.PUBLIC_URL,
  htmlToText,
  account: accountOf(),
  identity: identityOf(env),
};

export const handler = following(createHandler(sendingPortsOf(world, outlets), log));
