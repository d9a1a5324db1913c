import { SystemClock } from '../adapters/system-clock.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import type { Write } from '../core/tables.ts';
import type { Usage } from './prices.ts';
import { EngineRoom } from './support/engine-room.ts';

/**
 * What other designs are billed for, run as small models on the same tables and counters as the product. They send
 * nothing, recover from nothing, and keep no quota exactly; only what they would be billed for is of interest.
 */

/** Messages that one poll of an event source takes. */
const POLL = 10;
const CREATED = { status: 'queued', address: 'reader@example.net', task: '1234567890', at: 1_800_000_000_000 };

/** A message and four writes a mail (queued, sending, sent, delivered), and one write to a counter of the quota. */
export function naiveDesign(mails: number): Promise<Usage> {
  return model(mails, async (room) => {
    for (let mail = 0; mail < mails; mail += 1) {
      const key = keyOf(mail);
      await room.tables.write({ kind: 'put', table: 'Mail', item: { ...key, ...CREATED } });
      await room.tables.write({ kind: 'update', table: 'WarmUp', key: { pk: 'QUOTA', sk: 'DAY' }, add: { used: 1 } });
      for (const status of ['sending', 'sent', 'delivered']) await room.tables.write(changeOf(key, status));
    }
    // A send each; receives and deletions take ten at a time.
    return { queueRequest: mails + (2 * mails) / POLL, lambdaRequest: mails / POLL };
  });
}

/** Ten mails a message, and an item a mail that is written when it is sent and when its event arrives. */
export function typicalDesign(mails: number): Promise<Usage> {
  return model(mails, async (room) => {
    for (let mail = 0; mail < mails; mail += 1) {
      const key = keyOf(mail);
      await room.tables.write({ kind: 'put', table: 'Mail', item: { ...key, ...CREATED, status: 'sent' } });
      await room.tables.write(changeOf(key, 'delivered'));
    }
    return { queueRequest: (3 * mails) / POLL, lambdaRequest: mails / POLL };
  });
}

const keyOf = (mail: number) => ({ pk: `RUN#${mail % 16}`, sk: `MAIL#${mail}` });

const changeOf = (key: { pk: string; sk: string }, status: string): Write & { kind: 'update' } => ({
  kind: 'update',
  table: 'Mail',
  key,
  set: { status, at: 1_800_000_000_000 },
});

async function model(
  mails: number,
  run: (room: EngineRoom) => Promise<Pick<Usage, 'queueRequest' | 'lambdaRequest'>>,
): Promise<Usage> {
  const room = await EngineRoom.open({
    clock: new SystemClock(),
    mailer: { timeoutMs: 0, handOver: async () => ({ kind: 'accepted', response: '' }) },
    settings: sendingSettings(1, 0),
    engine: 'dynamodb',
    warmUp: { plan: 'unlimited' },
  });
  try {
    room.meter.reset();
    const { queueRequest, lambdaRequest } = await run(room);
    const thousands = mails / 1_000;
    return {
      writeUnit: room.meter.writeUnits / thousands,
      readUnit: room.meter.readUnits / thousands,
      queueRequest: queueRequest / thousands,
      notification: 0,
      schedule: 0,
      s3Put: 0,
      s3Get: 0,
      lambdaRequest: lambdaRequest / thousands,
      lambdaGbSecond: 0,
      logByte: 0,
    };
  } finally {
    await room.close();
  }
}
