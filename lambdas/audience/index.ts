import { tasksUsing } from '../../core/tasks/task-store.ts';
import { requireEnv } from '../require-env.ts';
import { apiHandler, clock, random, tablesOf } from '../wiring.ts';
import { audienceEnv } from './env.ts';
import { audienceRoutes } from './handler.ts';

const tables = tablesOf(requireEnv(audienceEnv));

export const handler = apiHandler(
  tables,
  audienceRoutes({ tables, clock, random, tasksUsing: (reference) => tasksUsing(tables, reference) }),
);
