import { tasksUsing, usersOf } from '../../core/tasks/used-by.ts';
import { contentRoutes } from '../content/routes.ts';
import type { Route } from '../http/route.ts';
import type { Part } from './world.ts';

/** Calls about templates. */
export const contentRoutesIn = (
  world: Part<'clock' | 'random' | 'tables' | 'objects' | 'htmlToText' | 'publicUrl'>,
): Route[] =>
  contentRoutes({
    ...world,
    tasksUsing: (reference) => tasksUsing(world.tables, reference),
    usersOf: (reference) => usersOf(world.tables, reference),
  });
