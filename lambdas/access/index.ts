import { HttpReceivers } from '../../adapters/webhooks/receivers.ts';
import { createAccess } from '../../core/access/access.ts';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { accessRoutesIn } from '../compose/access.ts';
import { apiHandler } from '../http/api-handler.ts';
import { lambdaPlace, requireEnv, stackName } from '../require-env.ts';
import { callRateOf, credentialMasterOf, ground, noticeQueueOf, settingsOf, tablesOf } from '../wiring.ts';
import { accessEnv, NO_MASTER } from './env.ts';

const env = requireEnv(accessEnv);
const world = {
  ...ground,
  ...callRateOf(env),
  settings: settingsOf(env),
  tables: tablesOf(env),
  noticeQueue: noticeQueueOf(env),
  publicUrl: env.PUBLIC_URL,
  ...(env.CREDENTIAL_MASTER === NO_MASTER ? {} : { credentialMaster: credentialMasterOf(env) }),
  // To the internet, and to nothing of ours.
  receivers: new HttpReceivers({ allowLoopback: false }),
};
const access = createAccess(world);
const { rate, quotaDayOffsetMinutes } = world.settings;
const product = {
  version: env.PRODUCT_VERSION,
  stack: stackName() ?? null,
  region: lambdaPlace().region,
  local: false,
  quotaDayOffsetMinutes,
  sendRate: rate,
  features: [],
};
const document = { ...openApi, servers: [{ url: env.PUBLIC_URL }] };

export const handler = apiHandler(world, accessRoutesIn(world, { access, openApi: document, product }), access);
