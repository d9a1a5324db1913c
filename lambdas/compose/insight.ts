import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import type { Route } from '../http/route.ts';
import { insightRoutes } from '../insight/routes.ts';
import type { Part, World } from './world.ts';

interface InsightWorld extends Part<'tables' | 'objects'> {
  settings: Pick<World['settings'], 'quotaDayOffsetMinutes'>;
}

/** Calls about what became of mails. */
export const insightRoutesIn = ({ tables, objects, settings }: InsightWorld): Route[] =>
  insightRoutes({
    tables,
    snapshots: createSnapshotReader(objects),
    quotaDayOffsetMinutes: settings.quotaDayOffsetMinutes,
  });
