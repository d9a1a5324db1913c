import { StreamingCsvReader } from '../../adapters/csv/reader.ts';
import { htmlToText } from '../../adapters/html/html-to-text.ts';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { MemoryMailer } from '../../adapters/memory/mailer.ts';
import { MemoryObjects } from '../../adapters/memory/objects.ts';
import { MemoryQueue } from '../../adapters/memory/queue.ts';
import { SeededRandom } from '../../adapters/memory/random.ts';
import { MemorySchedules } from '../../adapters/memory/schedules.ts';
import { MemoryTables } from '../../adapters/memory/tables.ts';
import { addressesInField } from '../../adapters/mime/addresses.ts';
import { MimeComposer } from '../../adapters/mime/composer.ts';
import type { Instant } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { ExportMessage, ImportMessage, RunToken, StartMessage, UnsubscribeMessage } from '../../core/queue.ts';
import { NO_LIMITS } from '../../core/rate/account.ts';
import { sendingSettings } from '../../core/rate/settings.ts';
import { SAME_TABLES } from '../../core/rate/stack-hold.ts';
import type { Notice } from '../../core/webhooks/notice.ts';
import { rateGateIn } from '../../lambdas/compose/rate-gate.ts';
import type { World } from '../../lambdas/compose/world.ts';
import { LocalDns } from '../../local/dns.ts';
import { LocalIdentities } from '../../local/identities.ts';

/** What a memory world is; a test replaces what it is about. */
type Changes = Partial<Omit<World, 'clock' | 'rateGate'>>;

/** The world in memory, by a manual clock that stands at `now`. */
export function memoryWorld<Own extends Changes = object>(now: Instant, changes?: Own) {
  const clock = new ManualClock(now, { movesOnSleep: true });
  const log: Log = { info() {}, warn() {}, error() {} };
  const objects = new MemoryObjects();
  const world = {
    clock,
    random: new SeededRandom('world'),
    log,
    tables: new MemoryTables(clock),
    identity: SAME_TABLES,
    objects,
    parts: objects,
    links: {
      upload: async (key: string) => `https://bucket.test/${key}`,
      download: async (key: string) => `https://bucket.test/${key}`,
    },
    csv: new StreamingCsvReader(),
    sendQueue: new MemoryQueue<RunToken>(clock),
    startQueue: new MemoryQueue<StartMessage>(clock),
    importQueue: new MemoryQueue<ImportMessage>(clock),
    exportQueue: new MemoryQueue<ExportMessage>(clock),
    noticeQueue: new MemoryQueue<Notice>(clock),
    eventQueue: new MemoryQueue<UnsubscribeMessage>(clock),
    schedules: new MemorySchedules(),
    identities: new LocalIdentities(),
    dns: new LocalDns(),
    receivers: { refusal: async () => null, post: async () => ({ kind: 'answered' as const, status: 204 }) },
    composer: new MimeComposer(clock),
    htmlToText,
    addressesInField,
    mailer: new MemoryMailer(),
    account: NO_LIMITS,
    settings: sendingSettings(1_000, 0),
    publicUrl: 'https://m.test',
    ...(changes as Own),
  };
  return { ...world, rateGate: rateGateIn(world) };
}
