import { rateGateIn } from '../compose/rate-gate.ts';
import { sendingPortsIn } from '../compose/sender.ts';
import { requireEnv } from '../require-env.ts';
import { following, log, objectReaderOf, sendingOf } from '../wiring.ts';
import { senderEnv } from './env.ts';
import { createHandler } from './handler.ts';
import { orTestMail } from './test-mail.ts';

const env = requireEnv(senderEnv);
const world = { ...sendingOf(env), objects: objectReaderOf(env) };

const onTokens = createHandler(sendingPortsIn({ ...world, rateGate: rateGateIn(world) }), log);

export const handler = following(orTestMail(onTokens, world));
