import * as z from 'zod';
import type { Access } from '../../core/access/access.ts';
import type { ApiKey } from '../../core/access/api-key.ts';
import { type EndSessionsPorts, endSessions, sessionsByKey } from '../../core/access/end-sessions.ts';
import { lastSeenDays } from '../../core/access/last-seen.ts';
import {
  type ApiKeyPorts,
  createApiKey,
  createSigningKey,
  deleteApiKey,
  listApiKeys,
} from '../../core/access/manage-api-keys.ts';
import { secretIdOf } from '../../core/access/secret-keys.ts';
import { iso } from '../../core/clock.ts';
import { cursorsOf } from '../http/cursor.ts';
import { listQuery, pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { apiKeyAnswer, apiKeyParams, healthAnswer, newApiKeyAnswer, newApiKeyBody } from './schemas.ts';

export interface AccessPorts extends ApiKeyPorts, EndSessionsPorts {
  access: Pick<Access, 'forget'>;
  /** The OpenAPI document of the whole API. */
  openApi: object;
}

/** Calls about API keys, and what needs none: health and the OpenAPI document. */
export const accessRoutes = (ports: AccessPorts): Route[] => [...apiKeyRoutes(ports), ...publicRoutes(ports)];

const apiKeyRoutes = (ports: AccessPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/api-keys',
    summary: 'Create an API key; it is shown only once',
    role: 'admin',
    body: newApiKeyBody,
    answer: newApiKeyAnswer,
    status: 201,
    idempotent: true,
    shownOnce: ['apiKey', 'secretKey'],
    handle: async ({ body }) => {
      const { key, ...secrets } = await madeKey(ports, body);
      return {
        body: { ...viewApiKey(key), ...secrets },
        headers: { location: `/v1/api-keys/${key.keyId}` },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/api-keys',
    summary: 'List API keys, without their secrets, and when they were used last',
    role: 'admin',
    query: listQuery,
    answer: pageOf(apiKeyAnswer),
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('api-keys');
      const { keys, next } = await listApiKeys(ports, { limit, after: cursors.read(cursor) });
      return { body: cursors.page(await viewUses(ports, keys), next) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/api-keys/{keyId}',
    summary: 'Delete an API key; it stops working within a minute. The last admin key cannot be deleted',
    role: 'admin',
    params: apiKeyParams,
    answer: null,
    status: 204,
    handle: async ({ params }) => {
      await deleteApiKey(ports, params.keyId);
      ports.access.forget(params.keyId);
      return {};
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/api-keys/{keyId}/sessions',
    summary: 'Sign out every browser that is signed in as an API key, but not the one that calls, within a minute',
    role: 'admin',
    params: apiKeyParams,
    answer: null,
    status: 204,
    handle: async ({ params, caller }) => {
      for (const hash of await endSessions(ports, params.keyId, caller?.session)) ports.access.forget(hash);
      return {};
    },
  }),
];

async function madeKey(ports: AccessPorts, { kind, ...wish }: z.output<typeof newApiKeyBody>) {
  if (kind === 'bearer') {
    const key = await createApiKey(ports, wish);
    return { key, apiKey: key.apiKey, secretKey: null };
  }
  const key = await createSigningKey(ports, wish);
  return { key, apiKey: null, secretKey: key.secretKey };
}

const viewApiKey = ({ keyId, name, role, kind, createdAt }: ApiKey) => ({
  keyId,
  name,
  role,
  kind,
  secretId: kind === 'tencent' ? secretIdOf(keyId) : null,
  createdAt: iso(createdAt),
});

async function viewUses({ tables, clock }: AccessPorts, keys: ApiKey[]) {
  const [days, sessions] = await Promise.all([
    lastSeenDays(
      { tables },
      keys.map(({ keyId }) => keyId),
    ),
    sessionsByKey(tables, clock.now()),
  ]);
  return keys.map((key, n) => ({
    ...viewApiKey(key),
    lastSeenAt: days[n] ?? null,
    sessions: sessions.get(key.keyId) ?? 0,
  }));
}

const publicRoutes = (ports: AccessPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/health',
    summary: 'Show whether the API answers',
    role: 'public',
    answer: healthAnswer,
    status: 200,
    handle: async () => ({ body: { status: 'ok' } }),
  }),
  route({
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'Show this document',
    role: 'public',
    answer: z.looseObject({ openapi: z.string() }),
    status: 200,
    handle: async () => ({ body: ports.openApi }),
  }),
];
