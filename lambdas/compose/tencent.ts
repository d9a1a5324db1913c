import type { Access } from '../../core/access/access.ts';
import { createCallLimit } from '../../core/access/call-limit.ts';
import { createIdempotency } from '../../core/access/idempotency.ts';
import { createLastSeen } from '../../core/access/last-seen.ts';
import { isImporting } from '../../core/audience/import/import-store.ts';
import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import type { Clock } from '../../core/clock.ts';
import { readUnsubscribeOption } from '../../core/domains/unsubscribe-options.ts';
import type { Mailer } from '../../core/mail/mailer.ts';
import type { ObjectReader } from '../../core/objects.ts';
import { readStackHold } from '../../core/rate/stack-hold.ts';
import { createReferences } from '../../core/tasks/references.ts';
import { tasksUsing } from '../../core/tasks/used-by.ts';
import { createUnsubscribeLinks } from '../../core/unsubscribe/links.ts';
import { quotaDayOf } from '../../core/warm-up/quota-day.ts';
import { tencentActions } from '../tencent/actions.ts';
import { tencentApi } from '../tencent/handler.ts';
import type { Part } from './world.ts';

type TencentWorld = Part<
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
  | 'identities'
  | 'dns'
  | 'composer'
  | 'htmlToText'
  | 'mailer'
  | 'rateGate'
  | 'settings'
  | 'sendingPools'
  | 'publicUrl'
  | 'callsPerSecond'
> & { credentialMaster(): Promise<string> };

interface TencentParts {
  access: Pick<Access, 'roleOfSigner'>;
  /** The machine's own, wherever the product's has travelled. */
  wallClock: Pick<Clock, 'now'>;
  /** @default that of campaigns */
  transactionalMailer?: Mailer;
}

/** The endpoint for programs written for Tencent Cloud. */
export function tencentIn(
  world: TencentWorld,
  { access, wallClock, transactionalMailer = world.mailer }: TencentParts,
): ReturnType<typeof tencentApi> {
  const { tables, objects, clock, settings } = world;
  const { quotaDayOffsetMinutes } = settings;
  const snapshots: ObjectReader = objects;
  const actions = tencentActions({
    ...world,
    mailer: transactionalMailer,
    quotaDayOffsetMinutes,
    references: createReferences(tables, objects),
    snapshots: createSnapshotReader(snapshots),
    unsubscribeLinks: createUnsubscribeLinks(world, world.publicUrl),
    tasksUsing: (reference) => tasksUsing(tables, reference),
    isImporting: (listId) => isImporting({ tables, objects }, listId, clock.now()),
    stackHold: () => readStackHold(world),
    unsubscribeOption: async (address) => {
      const known = await readUnsubscribeOption(tables, address);
      return known?.isActive ? known.option : null;
    },
  });
  return tencentApi({
    actions,
    roleOf: (keyId) => access.roleOfSigner(keyId),
    master: world.credentialMaster,
    idempotency: createIdempotency(world),
    callLimit: createCallLimit(world),
    lastSeen: createLastSeen({ ...world, dayOf: (at) => quotaDayOf(at, quotaDayOffsetMinutes) }),
    wallClock,
    log: world.log,
  });
}
