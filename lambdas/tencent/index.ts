import { DnsResolver } from '../../adapters/dns/resolver.ts';
import { createSesClient } from '../../adapters/ses/client.ts';
import { SesIdentities } from '../../adapters/ses/identities.ts';
import { createAccess } from '../../core/access/access.ts';
import { rateGateIn } from '../compose/rate-gate.ts';
import { tencentIn } from '../compose/tencent.ts';
import { ANSWER_WITHIN } from '../deadline.ts';
import { apiEntry } from '../http/entry.ts';
import { requireEnv } from '../require-env.ts';
import { callRateOf, composer, credentialMasterOf, following, objectsOf, sendingOf } from '../wiring.ts';
import { addressWithoutPath } from './entry.ts';
import { tencentEnv } from './env.ts';

/** The gateway gives up after 30 s. */
const SES_TIMEOUT_MS = 10_000;

const env = requireEnv(tencentEnv);
const world = {
  ...sendingOf(env),
  ...callRateOf(env),
  objects: objectsOf(env),
  composer: composer(),
  sendingPools: Object.keys(JSON.parse(env.SENDING_POOLS)),
  dns: new DnsResolver(),
  identities: new SesIdentities(createSesClient(SES_TIMEOUT_MS), {
    tag: env.IDENTITY_TAG,
    identityArnPrefix: env.IDENTITY_ARN_PREFIX,
  }),
  credentialMaster: credentialMasterOf(env),
};
const api = tencentIn(
  { ...world, rateGate: rateGateIn(world) },
  { access: createAccess(world), wallClock: world.clock },
);

export const handler = following(apiEntry(addressWithoutPath(api, () => world.clock.now())), ANSWER_WITHIN);
