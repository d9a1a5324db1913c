import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import { RateGate } from '../../core/rate/rate.ts';
import { createReferences } from '../../core/tasks/references.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import {
  accountOf,
  clock,
  composer,
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
import { accountRoutes } from './account.ts';
import { emailRoutes } from './emails.ts';
import { tasksEnv } from './env.ts';
import { taskRoutes } from './routes.ts';
import { testSendRoutes } from './test-send.ts';

const env = requireEnv(tasksEnv);
const settings = settingsOf(env);
const tables = tablesOf(env);
const objects = objectsOf(env);
const account = accountOf();
const identity = identityOf(env);
const shared = { clock, random, log, tables, objects };
const tasks = {
  ...shared,
  sendQueue: sendQueueOf(env),
  startQueue: startQueueOf(env),
  schedules: schedulesOf(env),
  publish: publishOf(env),
  references: createReferences(tables, objects),
  composer: composer(),
  settings,
  account,
};
const mailing = {
  ...shared,
  settings,
  mailer: mailerOf(env),
  rateGate: new RateGate(tables, settings.rate, { account, identity }),
  quotaDayOffsetMinutes: settings.quotaDayOffsetMinutes,
  publicUrl: env.PUBLIC_URL,
  htmlToText,
  composer: composer(),
};

export const handler = apiHandler(tables, [
  ...taskRoutes({
    ...tasks,
    publicUrl: env.PUBLIC_URL,
    htmlToText,
    snapshots: createSnapshotReader(objects),
  }),
  ...accountRoutes({ ...tasks, identity }),
  ...testSendRoutes(mailing),
  ...emailRoutes(mailing),
]);
