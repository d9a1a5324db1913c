import { DnsResolver } from '../../adapters/dns/resolver.ts';
import { createSesClient } from '../../adapters/ses/client.ts';
import { SesIdentities } from '../../adapters/ses/identities.ts';
import { domainRoutesIn } from '../compose/domains.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { callRateOf, ground, publishOf, sendQueueOf, settingsOf, tablesOf } from '../wiring.ts';
import { domainsEnv } from './env.ts';

/** The gateway gives up after 30 s. */
const SES_TIMEOUT_MS = 10_000;

const env = requireEnv(domainsEnv);
const world = {
  ...ground,
  ...callRateOf(env),
  tables: tablesOf(env),
  sendQueue: sendQueueOf(env),
  publish: publishOf(env),
  settings: settingsOf(env),
  sendingPools: Object.keys(JSON.parse(env.SENDING_POOLS)),
  dns: new DnsResolver(),
  identities: new SesIdentities(createSesClient(SES_TIMEOUT_MS), {
    tag: env.IDENTITY_TAG,
    identityArnPrefix: env.IDENTITY_ARN_PREFIX,
  }),
};

export const handler = apiHandler(world, domainRoutesIn(world));
