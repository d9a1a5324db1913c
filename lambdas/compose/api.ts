import { createAccess } from '../../core/access/access.ts';
import { createCallLimit } from '../../core/access/call-limit.ts';
import { createIdempotency } from '../../core/access/idempotency.ts';
import { createLastSeen } from '../../core/access/last-seen.ts';
import { quotaDayOf } from '../../core/warm-up/quota-day.ts';
import { type Api, createApi } from '../http/api.ts';
import type { Route } from '../http/route.ts';
import type { Part, World } from './world.ts';

/** The API of some routes, for those who have a key. */
export const apiIn = (
  world: Part<'clock' | 'random' | 'log' | 'tables' | 'callsPerSecond' | 'sessionCookie'> & {
    settings: Pick<World['settings'], 'quotaDayOffsetMinutes'>;
  },
  routes: Route[],
  access: Parameters<typeof createApi>[0]['access'] = createAccess(world),
): Api => {
  const { clock, log, sessionCookie, settings } = world;
  return createApi({
    routes,
    access,
    callLimit: createCallLimit(world),
    idempotency: createIdempotency(world),
    lastSeen: createLastSeen({ ...world, dayOf: (at) => quotaDayOf(at, settings.quotaDayOffsetMinutes) }),
    clock,
    log,
    ...(sessionCookie && { sessionCookie }),
  });
};
