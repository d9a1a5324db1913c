import { SystemRandom } from '../adapters/system-random.ts';
import type { Clock } from '../core/clock.ts';
import { recordMailEvents } from '../core/insight/record-mail-events.ts';
import type { MailEvent } from '../core/mail/mail-event.ts';
import type { SendingSettings } from '../core/rate/settings.ts';
import { mailIdOf, type Run } from '../core/runs/run.ts';
import { readSegment } from '../core/runs/segment-store.ts';
import { recorderPortsIn } from '../lambdas/compose/recorder.ts';
import type { Usage } from './prices.ts';
import { campaign, readersFrom } from './support/campaign.ts';
import type { EngineRoom } from './support/engine-room.ts';

/** Messages of a batch of the recorder, and of one poll of its event source. */
const BATCH = 100;
const POLL = 10;
const TYPES = ['send', 'delivery'] as const;

interface Mail {
  mailId: string;
  email: string;
}

interface Circumstances {
  clock: Clock;
  settings: SendingSettings;
  /** Whether both events of a mail come in one batch, as they mostly do when it is delivered within seconds. */
  together: boolean;
}

/**
 * Records that SES accepted and delivered each mail. Billed besides the tables: SNS for each event,
 * and SQS for its message, received and deleted ten at a time.
 */
export async function recordEvents(
  room: EngineRoom,
  mails: Mail[],
  { clock, settings, together }: Circumstances,
): Promise<Pick<Usage, 'notification' | 'queueRequest' | 'lambdaRequest'>> {
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
  const eventsOf = (type: (typeof TYPES)[number]) => mails.map((mail) => eventOf(type, mail, clock.now()));
  const events = together
    ? mails.flatMap((mail) => TYPES.map((type) => eventOf(type, mail, clock.now())))
    : TYPES.flatMap(eventsOf);
  let batches = 0;
  for (let from = 0; from < events.length; from += BATCH, batches += 1) {
    await recordMailEvents(events.slice(from, from + BATCH), ports);
  }
  return {
    notification: events.length,
    queueRequest: events.length + (2 * events.length) / POLL,
    lambdaRequest: batches,
  };
}

/** What a finished run sent. */
export async function mailsOf(room: EngineRoom, run: Run): Promise<Mail[]> {
  const ids: string[] = [];
  for (let serial = 0; serial <= run.serial; serial += 1) {
    const segment = await readSegment(room.tables, run.runId, serial);
    for (let index = 0; index < (segment?.n ?? 0); index += 1) ids.push(mailIdOf(run.runId, serial, index));
  }
  const readers = readersFrom(0, ids.length);
  return ids.map((mailId, i) => ({ mailId, email: readers[i]?.email ?? '' }));
}

const eventOf = (type: (typeof TYPES)[number], { mailId, email }: Mail, at: number): MailEvent => ({
  type,
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
