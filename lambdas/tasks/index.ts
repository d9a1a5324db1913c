import { rateGateIn } from '../compose/rate-gate.ts';
import { taskRoutesIn } from '../compose/tasks.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { composer, sendingOf } from '../wiring.ts';
import { tasksEnv } from './env.ts';

const world = { ...sendingOf(requireEnv(tasksEnv)), composer: composer() };

export const handler = apiHandler(world, taskRoutesIn({ ...world, rateGate: rateGateIn(world) }));
