import { freezeAudience, freezeRetry } from '../../core/audience/freeze.ts';
import type { StartPorts } from '../../core/tasks/ports.ts';
import { createReferences } from '../../core/tasks/references.ts';
import type { Part } from './world.ts';

/** What the starter needs. */
export const startPortsIn = (
  world: Part<'clock' | 'random' | 'log' | 'tables' | 'objects' | 'sendQueue' | 'startQueue' | 'schedules' | 'publish'>,
): StartPorts => ({
  ...world,
  references: createReferences(world.tables, world.objects),
  freezeAudience: (input) => freezeAudience(world, input),
  freezeRetry: (input) => freezeRetry(world, input),
});
