import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import { UNLIMITED } from '../../core/self-test/concurrency.ts';
import { createReferences } from '../../core/tasks/references.ts';
import type { Route } from '../http/route.ts';
import { accountRoutes } from '../tasks/account.ts';
import { emailRoutes } from '../tasks/emails.ts';
import { overviewRoutes } from '../tasks/overview.ts';
import { taskRoutes } from '../tasks/routes.ts';
import { senderTestRoutes } from '../tasks/sender-test.ts';
import { submissionRoutes } from '../tasks/submissions.ts';
import { testSendRoutes } from '../tasks/test-send.ts';
import { submissionPortsIn } from './submission.ts';
import type { Part } from './world.ts';

type TasksWorld = Part<
  | 'clock'
  | 'random'
  | 'log'
  | 'tables'
  | 'identity'
  | 'objects'
  | 'sendQueue'
  | 'startQueue'
  | 'schedules'
  | 'publish'
  | 'composer'
  | 'htmlToText'
  | 'mailer'
  | 'senderMailer'
  | 'account'
  | 'concurrency'
  | 'rateGate'
  | 'settings'
  | 'publicUrl'
  | 'addressesInField'
>;

/** Calls about tasks and the account, and those that send a mail at once. */
export const taskRoutesIn = (world: TasksWorld, transactionalMailer = world.mailer): Route[] => {
  const ports = {
    ...world,
    references: createReferences(world.tables, world.objects),
    concurrency: world.concurrency ?? UNLIMITED,
    snapshots: createSnapshotReader(world.objects),
    quotaDayOffsetMinutes: world.settings.quotaDayOffsetMinutes,
  };
  return [
    ...taskRoutes(ports),
    ...accountRoutes(ports),
    ...overviewRoutes(ports),
    ...testSendRoutes(ports),
    ...emailRoutes({ ...ports, mailer: transactionalMailer }),
    ...submissionRoutes(submissionPortsIn(world, transactionalMailer)),
    ...senderTestRoutes({ ...ports, mailer: world.senderMailer ?? transactionalMailer }),
  ];
};
