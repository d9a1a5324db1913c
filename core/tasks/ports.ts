import type { Clock, Instant } from '../clock.ts';
import type { TemplateSource } from '../content/template-variables.ts';
import type { Log } from '../log.ts';
import type { Composer } from '../mail/composer.ts';
import type { Objects } from '../objects.ts';
import type { Queue, StartMessage, Token } from '../queue.ts';
import type { Random } from '../random.ts';
import type { Schedules } from '../schedules.ts';
import type { Tables } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';
import type { Publish } from '../webhooks/events.ts';

/** What a task refers to, read strongly; `undefined` for what does not exist. */
export interface References {
  domain(domain: string): Promise<Pick<Domain, 'status' | 'sendingPool'> | undefined>;
  template(templateId: string): Promise<TemplateSource | undefined>;
  list(listId: string): Promise<{ count: number } | undefined>;
  /** Whether an import is filling a list, or is about to. */
  isImporting(listId: string, now: Instant): Promise<boolean>;
  /** Defaults of a sender address; most addresses have none. */
  sender(address: string): Promise<{ name: string | null; replyTo: string | null } | undefined>;
}

/** What makes an occurrence happen once its row is written. */
export interface SchedulePorts {
  clock: Pick<Clock, 'now'>;
  log: Log;
  tables: Tables;
  startQueue: Queue<StartMessage>;
  schedules: Schedules;
  /** Tells webhooks what has become of a task. @default nobody is told */
  publish?: Publish;
}

/** What the use cases of the API need. */
export interface TaskPorts extends SchedulePorts {
  random: Random;
  objects: Objects;
  sendQueue: Queue<Token>;
  references: References;
  /** Measures the mail that a task would send. */
  composer: Composer;
}

/** Whose addresses a snapshot takes, and its name, which was never used before. */
interface FreezeOrder {
  listId: string;
  domain: string;
  key: string;
}

/** What the starter needs. */
export interface StartPorts extends SchedulePorts {
  random: Random;
  objects: Objects;
  sendQueue: Queue<Token>;
  references: References;
  freezeAudience(order: FreezeOrder): Promise<{ count: number; skips: number }>;
  /** Freezes chosen positions of an old snapshot anew; they may come in any order. */
  freezeRetry(
    order: FreezeOrder & { oldSnapshot: string; positions: AsyncIterable<number> },
  ): Promise<{ count: number; skips: number }>;
}
