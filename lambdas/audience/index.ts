import { tasksUsing } from '../../core/tasks/task-store.ts';
import { createUnsubscribeLinks } from '../../core/unsubscribe/links.ts';
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { clock, linksOf, random, tablesOf } from '../wiring.ts';
import { audienceEnv } from './env.ts';
import { audienceRoutes } from './routes.ts';

const env = requireEnv(audienceEnv);
const tables = tablesOf(env);

export const handler = apiHandler(
  tables,
  audienceRoutes({
    tables,
    clock,
    random,
    links: linksOf(env),
    unsubscribeLinks: createUnsubscribeLinks({ tables, clock, random }, env.PUBLIC_URL),
    tasksUsing: (reference) => tasksUsing(tables, reference),
  }),
);
