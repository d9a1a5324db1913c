import { HttpReceivers } from '../../adapters/webhooks/receivers.ts';
import { createAccess } from '../../core/access/access.ts';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { apiHandler } from '../http/api-handler.ts';
import { requireEnv } from '../require-env.ts';
import { clock, random, tablesOf } from '../wiring.ts';
import { accessEnv } from './env.ts';
import { accessRoutes } from './routes.ts';
import { webhookRoutes } from './webhooks.ts';

const env = requireEnv(accessEnv);
const tables = tablesOf(env);
const access = createAccess({ tables, clock });
const document = { ...openApi, servers: [{ url: env.PUBLIC_URL }] };

const ports = {
  tables,
  clock,
  random,
  access,
  openApi: document,
  // To the internet, and to nothing of ours.
  receivers: new HttpReceivers({ allowLoopback: false }),
};

export const handler = apiHandler(tables, [...accessRoutes(ports), ...webhookRoutes(ports)], access);
