import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { accessRoutesIn } from '../../../lambdas/compose/access.ts';
import { apiIn } from '../../../lambdas/compose/api.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { contentRoutesIn } from '../../../lambdas/compose/content.ts';
import { domainRoutesIn } from '../../../lambdas/compose/domains.ts';
import { insightRoutesIn } from '../../../lambdas/compose/insight.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import type { Route } from '../../../lambdas/http/route.ts';
import { START } from '../../core/audience/audience-ports.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { SAMPLE_PRODUCT } from '../../support/sample-product.ts';
import { eventOf } from './requests.ts';

const world = { ...memoryWorld(START), publish: async () => undefined };
const idempotent = [
  ...accessRoutesIn(world, { access: { forget: () => undefined }, openApi: {}, product: SAMPLE_PRODUCT }),
  ...audienceRoutesIn(world),
  ...contentRoutesIn(world),
  ...domainRoutesIn(world),
  ...insightRoutesIn(world),
  ...taskRoutesIn(world),
].filter((route) => route.idempotent);

const anything = z.looseObject({});

/** The route with everything as it is but what it takes and does: it counts its calls. */
const counting = (route: Route) => {
  const calls: unknown[] = [];
  const handle = async () => {
    calls.push(null);
    return { body: { made: calls.length }, headers: { location: `/made/${calls.length}` } };
  };
  const stub: Route = { ...route, params: anything, query: anything, body: anything, handle };
  const api = apiIn(memoryWorld(START), [stub], { authenticate: async () => ({ keyId: '1', role: 'admin' }) });
  const path = route.path.replaceAll(/\{\w+\}/g, '1');
  const call = (key: string, body: object) =>
    api(eventOf({ method: route.method, path, headers: { 'idempotency-key': key }, body }));
  return { calls, call };
};

describe.each(idempotent.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  it('is done once for each Idempotency-Key, and answers alike', async () => {
    const { calls, call } = counting(route);
    const first = await call('a', { x: 1 });
    const again = await call('a', { x: 1 });
    expect(calls).toHaveLength(1);
    expect(again).toMatchObject({ statusCode: first.statusCode, headers: { location: '/made/1' } });
    expect(await call('a', { x: 2 })).toMatchObject({ statusCode: 422 });
    expect(await call('b', { x: 1 })).toMatchObject({ statusCode: first.statusCode });
    expect(calls).toHaveLength(2);
  });

  it('is done once for requests side by side', async () => {
    const { calls, call } = counting(route);
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('a', {})));
    expect(calls).toHaveLength(1);
    for (const { statusCode } of answers) expect([route.status, 409]).toContain(statusCode);
  });
});
