import type { RunImportPorts } from '../../core/audience/import/run-import.ts';
import { wakeRunsOfList } from '../../core/tasks/reenqueue-tasks.ts';
import type { Part } from './world.ts';

/** What the importer needs. */
export const importPortsIn = (
  world: Part<'clock' | 'random' | 'log' | 'tables' | 'objects' | 'csv' | 'importQueue' | 'startQueue'>,
): RunImportPorts => ({ ...world, wakeRuns: (listId) => wakeRunsOfList(world, listId) });
