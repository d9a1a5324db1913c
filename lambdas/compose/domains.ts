import { changePlan } from '../../core/domains/change-plan.ts';
import { readWarmUp } from '../../core/domains/warm-up-view.ts';
import { tasksUsing } from '../../core/tasks/used-by.ts';
import { domainRoutes } from '../domains/routes.ts';
import type { Route } from '../http/route.ts';
import type { Part } from './world.ts';

type DomainsWorld = Part<
  'clock' | 'random' | 'log' | 'tables' | 'sendQueue' | 'publish' | 'identities' | 'dns' | 'sendingPools' | 'settings'
>;

/** Calls about sending domains, their warm-up, and senders. */
export const domainRoutesIn = (world: DomainsWorld): Route[] => {
  const { tables, clock, settings } = world;
  const { quotaDayOffsetMinutes } = settings;
  return domainRoutes({
    ...world,
    quotaDayOffsetMinutes,
    tasksUsing: (reference) => tasksUsing(tables, reference),
    readWarmUp: (domain) => readWarmUp(tables, domain, clock.now(), quotaDayOffsetMinutes),
    changePlan: (domain, change) => changePlan(world, domain, change),
  });
};
