import { StreamingCsvReader } from '../../adapters/csv/reader.ts';
import { wakeRunsOfList } from '../../core/tasks/nudge-tasks.ts';
import { requireEnv } from '../require-env.ts';
import { clock, following, importQueueOf, log, objectsOf, random, startQueueOf, tablesOf } from '../wiring.ts';
import { importerEnv } from './env.ts';
import { createHandler } from './handler.ts';

const env = requireEnv(importerEnv);
const tables = tablesOf(env);
const startQueue = startQueueOf(env);

export const handler = following(
  createHandler(
    {
      clock,
      random,
      log,
      tables,
      objects: objectsOf(env),
      csv: new StreamingCsvReader(),
      importQueue: importQueueOf(env),
      wakeRuns: (listId) => wakeRunsOfList({ tables, startQueue }, listId),
    },
    log,
  ),
);
