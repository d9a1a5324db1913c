import { type Clock, DAY, type Instant, MINUTE } from '../clock.ts';
import { keySeenKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables } from '../tables.ts';

/** How long it is known that a key was used. */
export const SEEN_KEPT_DAYS = 400;
/** A note that failed is tried again no sooner: the tables have enough to do. */
const AGAIN_AFTER = MINUTE;
/** How long an answer waits for the note beside it, in milliseconds. */
const PATIENCE = 200;
/** Most keys that a process remembers. */
const MAX_REMEMBERED = 1_000;

const row = rowOf<{ day: string; ttl: number }>('last use of an API key');

export interface LastSeenPorts {
  tables: Pick<Tables, 'write'>;
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: Pick<Log, 'warn'>;
  /** The quota day of an instant, as an ISO date. */
  dayOf(at: Instant): string;
}

/** Notes on which quota day each API key was used last. */
export interface LastSeen {
  /**
   * Notes beside a call that a key is used today, and answers what to await when the call is done: the note, or a
   * fifth of a second. Neither ever throws: a call does not fail for want of a note.
   */
  note(keyId: string): () => Promise<void>;
}

export function createLastSeen(ports: LastSeenPorts): LastSeen {
  /** The day that was noted last, or is tried, and until when it need not be noted again. */
  const noted = new Map<string, { day: string; until: Instant }>();

  const remember = (keyId: string, day: string, until: Instant): void => {
    if (noted.size >= MAX_REMEMBERED) noted.clear();
    noted.set(keyId, { day, until });
  };

  const write = async (keyId: string, day: string, now: Instant): Promise<void> => {
    try {
      await noteDay(ports, keyId, day, now);
      remember(keyId, day, Number.POSITIVE_INFINITY);
    } catch (error) {
      ports.log.warn('key-not-noted', { keyId, reason: String(error) });
    }
  };

  return {
    note(keyId) {
      const now = ports.clock.now();
      const day = ports.dayOf(now);
      const last = noted.get(keyId);
      if (last?.day === day && last.until > now) return async () => undefined;
      remember(keyId, day, now + AGAIN_AFTER);
      let isDone = false;
      const written = write(keyId, day, now).then(() => {
        isDone = true;
      });
      return async () => {
        if (!isDone) await Promise.race([written, ports.clock.sleep(PATIENCE)]);
      };
    },
  };
}

/** Changes the row once a day, whichever process comes first, and never back to an earlier day. */
const noteDay = ({ tables }: LastSeenPorts, keyId: string, day: string, now: Instant) =>
  tables.write({
    kind: 'update',
    table: 'Content',
    key: keySeenKey(keyId),
    ...row.change({ day, ttl: ttlAt(now + SEEN_KEPT_DAYS * DAY) }),
    when: [{ anyOf: [row.missing('day'), row.is('day', '<', day)] }],
  });

/** The quota days on which keys were used last, in their order, at most 100; null for no use within 400 days. */
export const lastSeenDays = async (
  { tables }: { tables: Pick<Tables, 'getMany'> },
  keyIds: readonly string[],
): Promise<(string | null)[]> => {
  const items = keyIds.length === 0 ? [] : await tables.getMany('Content', keyIds.map(keySeenKey));
  return items.map((item) => (item === undefined ? null : row.reader(item).text('day')));
};
