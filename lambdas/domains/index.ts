import { DnsResolver } from '../../adapters/dns/resolver.ts';
import { createSesClient } from '../../adapters/ses/client.ts';
import { SesIdentities } from '../../adapters/ses/identities.ts';
import { changePlan } from '../../core/domains/change-plan.ts';
import { readWarmUp } from '../../core/domains/warm-up-view.ts';
import { tasksUsing } from '../../core/tasks/task-store.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { clock, publishOf, random, sendQueueOf, settingsOf, tablesOf } from '../wiring.ts';
import { domainsEnv } from './env.ts';
import { domainRoutes } from './routes.ts';

/** The gateway gives up after 30 s. */
const SES_TIMEOUT_MS = 10_000;

const env = requireEnv(domainsEnv);
const settings = settingsOf(env);
const tables = tablesOf(env);
const sendQueue = sendQueueOf(env);
const publish = publishOf(env);
const { quotaDayOffsetMinutes } = settings;

export const handler = apiHandler(
  tables,
  domainRoutes({
    tables,
    clock,
    random,
    quotaDayOffsetMinutes,
    sendingPools: Object.keys(JSON.parse(env.SENDING_POOLS)),
    dns: new DnsResolver(),
    identities: new SesIdentities(createSesClient(SES_TIMEOUT_MS), {
      tag: env.IDENTITY_TAG,
      identityArnPrefix: env.IDENTITY_ARN_PREFIX,
    }),
    tasksUsing: (reference) => tasksUsing(tables, reference),
    readWarmUp: (domain) => readWarmUp(tables, domain, clock.now(), quotaDayOffsetMinutes),
    changePlan: (domain, change) => changePlan({ tables, clock, random, sendQueue, settings, publish }, domain, change),
  }),
);
