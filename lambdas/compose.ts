import { createExclusions } from '../core/audience/exclusions.ts';
import { freezeAudience, freezeRetry } from '../core/audience/freeze.ts';
import { createSnapshotReader } from '../core/audience/snapshot-store.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { HtmlToText } from '../core/mail/html-to-text.ts';
import type { Mailer } from '../core/mail/mailer.ts';
import type { Objects } from '../core/objects.ts';
import type { Queue, StartMessage, Token } from '../core/queue.ts';
import type { Random } from '../core/random.ts';
import type { Account } from '../core/rate/account.ts';
import { RateGate } from '../core/rate/rate.ts';
import type { SendingSettings } from '../core/rate/settings.ts';
import type { TablesIdentity } from '../core/rate/stack-hold.ts';
import type { Schedules } from '../core/schedules.ts';
import type { SendingPorts } from '../core/sending/ports.ts';
import { createContents } from '../core/sending/run-contents.ts';
import type { Tables } from '../core/tables.ts';
import { createEndTask } from '../core/tasks/end-run.ts';
import { createReferences } from '../core/tasks/references.ts';
import type { StartPorts } from '../core/tasks/start-run.ts';
import { createUnsubscribeLinks } from '../core/unsubscribe/links.ts';
import type { Publish } from '../core/webhooks/events.ts';

/** The outside world, as every function of the product sees some of it. */
export interface World {
  clock: Clock;
  random: Random;
  log: Log;
  tables: Tables;
  objects: Objects;
  sendQueue: Queue<Token>;
  startQueue: Queue<StartMessage>;
  schedules: Schedules;
  /** Tells webhooks what has become of tasks. @default nobody is told */
  publish?: Publish;
}

/** What the starter needs. */
export const startPortsOf = (world: World): StartPorts => ({
  ...world,
  references: createReferences(world.tables, world.objects),
  freezeAudience: (order) => freezeAudience(world, order),
  freezeRetry: (order) => freezeRetry(world, order),
});

/** What only those who make and send mails see of it. `publicUrl` has no slash at the end. */
interface Outlets {
  mailer: Mailer;
  settings: SendingSettings;
  publicUrl: string;
  htmlToText: HtmlToText;
  account: Account;
  identity: TablesIdentity;
}

/** What the sender needs. Made once for each process: it remembers exclusions, contents and the rate. */
export const sendingPortsOf = (world: World, outlets: Outlets): SendingPorts => {
  const { mailer, settings, publicUrl, htmlToText, account, identity } = outlets;
  return {
    ...world,
    mailer,
    settings,
    snapshots: createSnapshotReader(world.objects),
    exclusions: createExclusions(world.tables),
    contents: createContents({ ...world, links: createUnsubscribeLinks(world, publicUrl), htmlToText }),
    endTask: createEndTask(world.tables),
    rateGate: new RateGate(world.tables, settings.rate, { account, identity }),
  };
};
