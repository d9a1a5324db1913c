import type { RecorderPorts } from '../../core/insight/record-mail-events.ts';
import { RunLinks } from '../../core/insight/run-links.ts';
import { SegmentDays } from '../../core/insight/segment-days.ts';
import { drawShard } from '../../core/mail/statistics-store.ts';
import { createPublishMails } from '../../core/webhooks/publish-mails.ts';
import type { Part } from './world.ts';

type RecorderWorld = Part<'clock' | 'random' | 'log' | 'tables' | 'sendQueue' | 'noticeQueue' | 'publish' | 'settings'>;

/**
 * What the recorder needs. Made once for each process: it remembers the days of segments, the links of runs and what
 * webhooks want, and has rows of statistics of its own.
 */
export const recorderPortsIn = (
  world: RecorderWorld,
  { simulatorCounts }: Pick<RecorderPorts, 'simulatorCounts'>,
): RecorderPorts => ({
  ...world,
  simulatorCounts,
  segmentDays: new SegmentDays(world.tables),
  runLinks: new RunLinks(world.tables),
  shard: drawShard(world.settings.rate, world.random),
  publishMails: createPublishMails(world),
});
