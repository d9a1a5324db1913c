import { exportPortsIn } from '../compose/exporter.ts';
import { requireEnv } from '../require-env.ts';
import { exportQueueOf, following, ground, log, s3ObjectsOf, tablesOf } from '../wiring.ts';
import { exporterEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(exporterEnv);
const objects = s3ObjectsOf(env);
const world = { ...ground, tables: tablesOf(env), objects, parts: objects, exportQueue: exportQueueOf(env) };

export const handler = following(createHandler(exportPortsIn(world), log));
