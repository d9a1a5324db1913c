import { tasksUsing } from '../../core/tasks/task-store.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { clock, htmlToText, objectsOf, random, tablesOf } from '../wiring.ts';
import { contentEnv } from './env.ts';
import { contentRoutes } from './routes.ts';

const env = requireEnv(contentEnv);
const tables = tablesOf(env);

export const handler = apiHandler(
  tables,
  contentRoutes({
    tables,
    objects: objectsOf(env),
    clock,
    random,
    publicUrl: env.PUBLIC_URL,
    htmlToText,
    tasksUsing: (reference) => tasksUsing(tables, reference),
  }),
);
