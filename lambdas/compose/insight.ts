import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import type { ObjectReader } from '../../core/objects.ts';
import type { Route } from '../http/route.ts';
import { insightRoutes } from '../insight/routes.ts';
import type { Part, World } from './world.ts';

interface InsightWorld
  extends Part<'clock' | 'random' | 'tables' | 'links' | 'exportQueue' | 'htmlToText' | 'publicUrl'> {
  objects: ObjectReader;
  settings: Pick<World['settings'], 'quotaDayOffsetMinutes'>;
}

/** Calls about what became of mails, and about who got them. */
export const insightRoutesIn = ({ settings, ...world }: InsightWorld): Route[] =>
  insightRoutes({
    ...world,
    snapshots: createSnapshotReader(world.objects),
    quotaDayOffsetMinutes: settings.quotaDayOffsetMinutes,
  });
