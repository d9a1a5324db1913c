import { tasksUsing, usersOf } from '../../core/tasks/used-by.ts';
import { createUnsubscribeLinks } from '../../core/unsubscribe/links.ts';
import { audienceRoutes } from '../audience/routes.ts';
import type { Route } from '../http/route.ts';
import type { Part } from './world.ts';

/** Calls about lists, recipients, imports and suppressions. */
export const audienceRoutesIn = (world: Part<'clock' | 'random' | 'tables' | 'links' | 'publicUrl'>): Route[] =>
  audienceRoutes({
    ...world,
    unsubscribeLinks: createUnsubscribeLinks(world, world.publicUrl),
    tasksUsing: (reference) => tasksUsing(world.tables, reference),
    usersOf: (reference) => usersOf(world.tables, reference),
  });
