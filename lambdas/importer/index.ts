import { StreamingCsvReader } from '../../adapters/csv/reader.ts';
import { importPortsIn } from '../compose/importer.ts';
import { requireEnv } from '../require-env.ts';
import { following, ground, importQueueOf, log, objectsOf, startQueueOf, tablesOf } from '../wiring.ts';
import { importerEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(importerEnv);
const world = {
  ...ground,
  tables: tablesOf(env),
  objects: objectsOf(env),
  csv: new StreamingCsvReader(),
  importQueue: importQueueOf(env),
  startQueue: startQueueOf(env),
};

export const handler = following(createHandler(importPortsIn(world), log));
