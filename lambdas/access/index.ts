import { createAccess } from '../../core/access/access.ts';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { requireEnv } from '../require-env.ts';
import { apiHandler, clock, random, tablesOf } from '../wiring.ts';
import { accessEnv } from './env.ts';
import { accessRoutes } from './handler.ts';

const env = requireEnv(accessEnv);
const tables = tablesOf(env);
const access = createAccess({ tables, clock });
const document = { ...openApi, servers: [{ url: env.PUBLIC_URL }] };

export const handler = apiHandler(tables, accessRoutes({ tables, clock, random, access, openApi: document }), access);
