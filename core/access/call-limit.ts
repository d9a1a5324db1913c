import { type Clock, type Instant, SECOND } from '../clock.ts';
import { callsKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { Problem } from '../problems.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables } from '../tables.ts';

/** Calls are counted in spans of this length, so that a short burst is none of a key's business. */
const SPAN = 10 * SECOND;

const row = rowOf<{ calls: number; ttl: number }>('count of calls');

export interface CallLimitPorts {
  tables: Pick<Tables, 'write'>;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'warn'>;
  /** Most calls of an API key, on average over ten seconds; 0 or missing for any number. @default 0 */
  callsPerSecond?: number;
}

/** Counts the calls of each API key, so that one program cannot keep out all others. */
export interface CallLimit {
  /** Counts a call. Throws `rate-limited`, with the instant from which on the key may call again. */
  count(keyId: string): Promise<void>;
}

export const createCallLimit = (ports: CallLimitPorts): CallLimit => ({
  async count(keyId) {
    const most = ((ports.callsPerSecond ?? 0) * SPAN) / SECOND;
    if (most === 0) return;
    const now = ports.clock.now();
    const from = now - (now % SPAN);
    if (await isWithin(most, keyId, from, ports)) return;
    throw new Problem(
      'rate-limited',
      `the API key has made ${most} calls within ${SPAN / SECOND} s, the most that one key may make`,
      { resumesAt: from + SPAN },
    );
  },
});

/** A call that cannot be counted goes on: whatever kept it from it shows in what the call itself does. */
async function isWithin(most: number, keyId: string, from: Instant, { tables, log }: CallLimitPorts): Promise<boolean> {
  try {
    const counted = await tables.write({
      kind: 'update',
      table: 'Content',
      key: callsKey(keyId, from),
      ...row.change({ ttl: ttlAt(from + SPAN) }, { calls: 1 }),
      when: [{ anyOf: [row.missing('calls'), row.is('calls', '<', most)] }],
    });
    return counted.ok;
  } catch (error) {
    log.warn('call-not-counted', { reason: String(error) });
    return true;
  }
}
