import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import { rowsOfWish } from '../../core/exports/rows-of-wish.ts';
import type { RunExportPorts } from '../../core/exports/run-export.ts';
import type { Part } from './world.ts';

/** What the exporter needs. */
export const exportPortsIn = (
  world: Part<'clock' | 'random' | 'log' | 'tables' | 'objects' | 'parts' | 'exportQueue'>,
): RunExportPorts => ({ ...world, rowsOf: rowsOfWish({ ...world, snapshots: createSnapshotReader(world.objects) }) });
