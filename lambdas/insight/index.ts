import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { objectsOf, tablesOf } from '../wiring.ts';
import { insightEnv } from './env.ts';
import { insightRoutes } from './routes.ts';

const env = requireEnv(insightEnv);
const tables = tablesOf(env);

export const handler = apiHandler(
  tables,
  insightRoutes({
    tables,
    snapshots: createSnapshotReader(objectsOf(env)),
    quotaDayOffsetMinutes: Number(env.QUOTA_DAY_OFFSET_MINUTES),
  }),
);
