import { rateGateIn } from '../compose/rate-gate.ts';
import { sendingPortsIn } from '../compose/sender.ts';
import { requireEnv } from '../require-env.ts';
import { following, log, sendingOf } from '../wiring.ts';
import { senderEnv } from './env.ts';
import { createHandler } from './handler.ts';

const world = sendingOf(requireEnv(senderEnv));

export const handler = following(createHandler(sendingPortsIn({ ...world, rateGate: rateGateIn(world) }), log));
