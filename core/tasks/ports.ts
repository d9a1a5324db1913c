import type { ChosenPosition } from '../audience/freeze.ts';
import type { ListChoice } from '../audience/list-choice.ts';
import type { Clock, Instant } from '../clock.ts';
import type { SenderDefaults } from '../content/content-of.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import type { Log } from '../log.ts';
import type { Composer } from '../mail/composer.ts';
import type { Objects } from '../objects.ts';
import type { Queue, RunToken, StartMessage } from '../queue.ts';
import type { Random } from '../random.ts';
import type { Publish } from '../runs/events.ts';
import type { Schedules } from '../schedules.ts';
import type { Tables } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';

/** The references of a task, read strongly; `undefined` for one that does not exist. */
export interface References {
  domain(domain: string): Promise<Pick<Domain, 'status' | 'sendingPool'> | undefined>;
  template(templateId: string): Promise<TemplateSource | undefined>;
  list(listId: string): Promise<{ count: number } | undefined>;
  /** Whether an import is filling a list, or is about to. */
  isImporting(listId: string, now: Instant): Promise<boolean>;
  sender(address: string): Promise<SenderDefaults | undefined>;
}

/** The means to start an occurrence once its row is written. */
export interface SchedulePorts {
  clock: Pick<Clock, 'now'>;
  log: Log;
  tables: Tables;
  startQueue: Queue<StartMessage>;
  schedules: Schedules;
  /** Publishes changes of tasks to webhooks. @default no events are published */
  publish?: Publish;
}

/** The ports of the API's use cases. */
export interface TaskPorts extends SchedulePorts {
  random: Random;
  objects: Objects;
  sendQueue: Queue<RunToken>;
  references: References;
  /** Measures the mail that a task would send. */
  composer: Composer;
}

/** The lists and domain of a snapshot, and its key, which was never used before. */
interface FreezeInput {
  lists: ListChoice;
  domain: string;
  key: string;
  /** The instant of the freeze. */
  now: Instant;
}

/** The ports of the starter. */
export interface StartPorts extends SchedulePorts {
  random: Random;
  objects: Objects;
  sendQueue: Queue<RunToken>;
  references: References;
  freezeAudience(input: FreezeInput): Promise<{ count: number; skips: number }>;
  /** Freezes chosen positions of an old snapshot anew; they may come in any order. Who is sent is skipped. */
  freezeRetry(
    input: FreezeInput & { oldSnapshot: string; positions: AsyncIterable<ChosenPosition> },
  ): Promise<{ count: number; skips: number }>;
}
