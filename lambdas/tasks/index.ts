import { rateGateIn } from '../compose/rate-gate.ts';
import { taskRoutesIn } from '../compose/tasks.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { callRateOf, composer, concurrencyOf, objectsOf, senderMailerOf, sendingOf } from '../wiring.ts';
import { tasksEnv } from './env.ts';

const env = requireEnv(tasksEnv);
const world = {
  ...sendingOf(env),
  ...callRateOf(env),
  objects: objectsOf(env),
  composer: composer(),
  concurrency: concurrencyOf(),
  senderMailer: senderMailerOf(env),
};

export const handler = apiHandler(world, taskRoutesIn({ ...world, rateGate: rateGateIn(world) }));
