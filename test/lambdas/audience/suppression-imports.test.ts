import { describe, expect, it } from '@jest/globals';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { START } from '../../core/audience/audience-ports.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

function callAs(role?: 'viewer') {
  const world = memoryWorld(START);
  return callerOf(world, audienceRoutesIn(world), role);
}

describe('/v1/suppressions/imports', () => {
  it('makes, shows and lists imports, which are no imports of a list', async () => {
    const call = callAs();
    const columns = [{ column: 'Why', as: 'reason' }];
    const made = await call('POST', '/v1/suppressions/imports', { columns });
    const { importId, uploadUrl, uploadUntil: _, ...shown } = made.json as Record<string, unknown>;
    expect(made).toMatchObject({ status: 202, headers: { location: `/v1/suppressions/imports/${importId}` } });
    expect(uploadUrl).toContain(`imports/0/${importId}`);
    const json = { importId, ...shown };
    expect(json).toMatchObject({ status: 'waiting', rows: 0, added: 0 });

    expect(await call('GET', `/v1/suppressions/imports/${importId}`)).toMatchObject({ status: 200, json });
    expect((await call('GET', '/v1/suppressions/imports')).json).toEqual({ items: [json], nextCursor: null });
    expect((await call('GET', `/v1/lists/0/imports/${importId}`)).status).toBe(404);
    expect((await call('GET', '/v1/lists/0/imports')).status).toBe(404);
    expect((await call('POST', '/v1/lists/0/imports')).status).toBe(404);
  });

  it('refuses a column that suppressions lack, and viewers', async () => {
    const columns = [{ column: 'Name', as: 'name' }];
    expect((await callAs()('POST', '/v1/suppressions/imports', { columns })).json).toMatchObject({
      code: 'invalid-request',
      errors: [{ path: '/columns/0/as' }],
    });
    expect((await callAs('viewer')('POST', '/v1/suppressions/imports')).status).toBe(403);
  });
});
