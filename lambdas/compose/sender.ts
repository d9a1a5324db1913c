import { createExclusions } from '../../core/audience/exclusions.ts';
import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import type { ObjectReader } from '../../core/objects.ts';
import { KnownNeeds } from '../../core/runs/need.ts';
import type { SendingPorts } from '../../core/sending/ports.ts';
import { createContents } from '../../core/sending/run-contents.ts';
import { createEndTask } from '../../core/tasks/end-run.ts';
import { createUnsubscribeLinks } from '../../core/unsubscribe/links.ts';
import type { Part } from './world.ts';

/** What the sender needs. Made once for each process: it remembers exclusions, contents, needs and the rate. */
export const sendingPortsIn = (
  world: Part<
    | 'clock'
    | 'random'
    | 'log'
    | 'tables'
    | 'sendQueue'
    | 'startQueue'
    | 'schedules'
    | 'publish'
    | 'mailer'
    | 'htmlToText'
    | 'rateGate'
    | 'settings'
    | 'publicUrl'
  > & { objects: ObjectReader },
): SendingPorts => ({
  ...world,
  snapshots: createSnapshotReader(world.objects),
  exclusions: createExclusions(world.tables),
  contents: createContents({ ...world, links: createUnsubscribeLinks(world, world.publicUrl) }),
  endTask: createEndTask(world.tables),
  knownNeeds: new KnownNeeds(),
});
