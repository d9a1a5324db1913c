import { SystemRandom } from '../adapters/system-random.ts';
import { type Clock, SECOND } from '../core/clock.ts';
import { recordMailEvents } from '../core/insight/record-mail-events.ts';
import type { MailEvent } from '../core/mail/mail-event.ts';
import type { SendingSettings } from '../core/rate/settings.ts';
import { readResult } from '../core/runs/results.ts';
import { mailIdOf, type Run } from '../core/runs/run.ts';
import { readSegment } from '../core/runs/segment-store.ts';
import { recorderPortsIn } from '../lambdas/compose/recorder.ts';
import type { Usage } from './prices.ts';
import { campaign, readersFrom } from './support/campaign.ts';
import type { EngineRoom } from './support/engine-room.ts';

/** Messages of a batch of the recorder, and of one poll of its event source. */
const BATCH = 90;
const POLL = 10;
/** Memory of the recorder (lib/mail-events.ts). */
const RECORDER_GB = 1;
/** START, END and REPORT of Lambda. */
export const LOG_BYTES_AN_INVOCATION = 1_000;

interface Mail {
  mailId: string;
  email: string;
}

interface Circumstances {
  clock: Clock;
  settings: SendingSettings;
}

/**
 * Records that each mail was delivered. Billed besides the tables: SNS for each event,
 * and SQS for its message, received and deleted ten at a time.
 */
export async function recordEvents(
  room: EngineRoom,
  mails: Mail[],
  { clock, settings }: Circumstances,
): Promise<Pick<Usage, 'notification' | 'queueRequest' | 'lambdaRequest' | 'lambdaGbSecond' | 'logByte'>> {
  const world = {
    tables: room.tables,
    clock,
    random: new SystemRandom(),
    log: { info: () => {}, warn: complain, error: complain },
    sendQueue: room.sendQueue,
    noticeQueue: { send: async () => {} },
    settings,
  };
  const ports = recorderPortsIn(world, { simulatorCounts: false });
  const events = mails.map((mail) => deliveryOf(mail, clock.now()));
  let batches = 0;
  const startedAt = performance.now();
  for (let from = 0; from < events.length; from += BATCH, batches += 1) {
    await recordMailEvents(events.slice(from, from + BATCH), ports);
  }
  return {
    notification: events.length,
    queueRequest: events.length + (2 * events.length) / POLL,
    lambdaRequest: batches,
    lambdaGbSecond: (RECORDER_GB * (performance.now() - startedAt)) / SECOND,
    // It logs nothing of a batch that goes well; Lambda does.
    logByte: batches * LOG_BYTES_AN_INVOCATION,
  };
}

/** What a finished run sent: what a segment gave back lies in a later one again. */
export async function mailsOf(room: EngineRoom, run: Run): Promise<Mail[]> {
  const ids: string[] = [];
  for (let serial = 0; serial <= run.serial; serial += 1) {
    const segment = await readSegment(room.tables, run.runId, serial);
    if (segment === undefined) continue;
    for (let index = 0; index < segment.n; index += 1) {
      if (readResult(segment.results, index) === 'sent') ids.push(mailIdOf(run.runId, serial, index));
    }
  }
  const readers = readersFrom(0, ids.length);
  return ids.map((mailId, i) => ({ mailId, email: readers[i]?.email ?? '' }));
}

const deliveryOf = ({ mailId, email }: Mail, at: number): MailEvent => ({
  type: 'delivery',
  mailId,
  email,
  at,
  sentAt: at,
  domain: campaign.domain,
  bounce: null,
  isSuppressedByProvider: false,
});

function complain(event: string): void {
  throw new Error(`recording says ${event}`);
}
