import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDynamoClient } from '../../adapters/aws-clients.ts';
import { CapacityMeter } from '../../adapters/dynamodb/capacity.ts';
import { createTables } from '../../adapters/dynamodb/create-tables.ts';
import { DynamoTables } from '../../adapters/dynamodb/tables.ts';
import { htmlToText } from '../../adapters/html/html-to-text.ts';
import { JsonLog } from '../../adapters/json-log.ts';
import { MemorySchedules } from '../../adapters/memory/schedules.ts';
import { MemoryTables } from '../../adapters/memory/tables.ts';
import { addressesInField } from '../../adapters/mime/addresses.ts';
import { MimeComposer } from '../../adapters/mime/composer.ts';
import { SqliteTables } from '../../adapters/sqlite/tables.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import { addRecipients } from '../../core/audience/add-recipients.ts';
import { createList } from '../../core/audience/manage-lists.ts';
import { type Clock, MINUTE, SECOND } from '../../core/clock.ts';
import { createTemplate } from '../../core/content/manage-templates.ts';
import { createDomain, type WarmUpInput } from '../../core/domains/manage-domain.ts';
import type { Log } from '../../core/log.ts';
import type { Mailer } from '../../core/mail/mailer.ts';
import type { RunToken, StartMessage } from '../../core/queue.ts';
import { NO_LIMITS } from '../../core/rate/account.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import { SAME_TABLES } from '../../core/rate/stack-hold.ts';
import type { Run } from '../../core/runs/run.ts';
import { readRun } from '../../core/runs/run-store.ts';
import type { ScheduleTarget } from '../../core/schedules.ts';
import { handleToken } from '../../core/sending/handle-token.ts';
import type { SendingPorts } from '../../core/sending/ports.ts';
import type { TableName, Tables } from '../../core/tables.ts';
import { createTask } from '../../core/tasks/create-task.ts';
import { type StartPorts, startOccurrence } from '../../core/tasks/start-run.ts';
import type { Task } from '../../core/tasks/task.ts';
import { readTask } from '../../core/tasks/task-store.ts';
import { rateGateIn } from '../../lambdas/compose/rate-gate.ts';
import { sendingPortsIn } from '../../lambdas/compose/sender.ts';
import { startPortsIn } from '../../lambdas/compose/starter.ts';
import { LOCAL_ACCESS } from '../../local/dynamodb.ts';
import { findDynoxide, startDynoxide } from '../../local/dynoxide.ts';
import { LocalIdentities } from '../../local/identities.ts';
import { campaign, immediateTask, readersFrom } from './campaign.ts';
import { CountingQueue } from './counting-queue.ts';
import { FileObjects } from './file-objects.ts';

const NAMES: Record<TableName, string> = {
  Campaigns: 'bench-campaigns',
  Audience: 'bench-audience',
  WarmUp: 'bench-warm-up',
  Content: 'bench-content',
  Mail: 'bench-mail',
};
const INVOCATION_MS = 5 * MINUTE;
const RECIPIENTS_A_CALL = 20_000;
/** Of the functions (lib/starting.ts, lib/sending.ts): Lambda bills the time in which they wait, too. */
const STARTER_GB = 1;
export const SENDER_GB = 0.5;

/** Counts what EventBridge Scheduler bills. */
class CountingSchedules extends MemorySchedules {
  created = 0;

  override async create(name: string, at: number, target: ScheduleTarget): Promise<'created' | 'exists'> {
    const result = await super.create(name, at, target);
    if (result === 'created') this.created += 1;
    return result;
  }
}

export interface RoomOptions {
  clock: Clock;
  mailer: Mailer;
  settings: SendingSettings;
  /** The embedded DynamoDB, which counts what it is billed for, the tables of one machine, or those in memory. */
  engine: 'dynamodb' | 'sqlite' | 'memory';
  warmUp: WarmUpInput;
  /** Puts something between the engine and its tables. */
  wrap?: (tables: Tables) => Tables;
}

/** The engine with everything that it is billed for counted, and functions that run when the caller says so. */
export class EngineRoom {
  readonly meter: CapacityMeter;
  readonly objects: FileObjects;
  readonly schedules: CountingSchedules;
  readonly sendQueue: CountingQueue<RunToken>;
  readonly startQueue: CountingQueue<StartMessage>;
  readonly tables: Tables;
  readonly #sending: SendingPorts;
  readonly #starting: StartPorts & { composer: MimeComposer };
  readonly #options: RoomOptions;
  readonly #stop: () => Promise<void>;
  #templateId = '';
  /** Invocations of the functions. */
  invocations = 0;
  /** What they were billed for: memory by the time from beginning to end. */
  gbSeconds = 0;
  /** What they logged. */
  logBytes = 0;

  private constructor(options: RoomOptions, parts: Parts) {
    this.#options = options;
    this.#stop = parts.stop;
    this.meter = parts.meter;
    this.objects = parts.objects;
    this.schedules = new CountingSchedules();
    this.tables = options.wrap?.(parts.tables) ?? parts.tables;
    const { clock, mailer, settings } = options;
    this.sendQueue = new CountingQueue(clock);
    this.startQueue = new CountingQueue(clock);
    const { objects, schedules, sendQueue, startQueue, tables } = this;
    const world = {
      clock,
      objects,
      schedules,
      sendQueue,
      startQueue,
      tables,
      mailer,
      settings,
      random: new SystemRandom(),
      log: this.#log(clock),
      publicUrl: 'https://m.bench.example',
      htmlToText,
      addressesInField,
      account: NO_LIMITS,
      identity: SAME_TABLES,
    };
    this.#sending = sendingPortsIn({ ...world, rateGate: rateGateIn(world) });
    this.#starting = { ...startPortsIn(world), composer: new MimeComposer(clock) };
  }

  static async open(options: RoomOptions): Promise<EngineRoom> {
    const directory = mkdtempSync(join(tmpdir(), 'mailramp-bench-'));
    const room = new EngineRoom(options, await openParts(options, directory));
    const ports = room.#sending;
    const domainPorts = {
      ...ports,
      identities: new LocalIdentities(),
      tasksUsing: async () => [],
      quotaDayOffsetMinutes: options.settings.quotaDayOffsetMinutes,
    };
    await createDomain(domainPorts, { domain: campaign.domain, ...options.warmUp });
    const { subject, html, text } = campaign;
    room.#templateId = (await createTemplate(room.#starting, { name: 'bench', subject, html, text })).templateId;
    return room;
  }

  async makeList(readers: number): Promise<string> {
    const { listId } = await createList(this.#sending, { name: 'bench', description: null });
    for (let from = 0; from < readers; from += RECIPIENTS_A_CALL) {
      await addRecipients(this.#sending, listId, readersFrom(from, Math.min(RECIPIENTS_A_CALL, readers - from)));
    }
    return listId;
  }

  createTask(listId: string): Promise<Task> {
    const input = immediateTask({ from: campaign.from, templateId: this.#templateId, listId });
    return createTask(input, this.#starting);
  }

  /** Counts the lines that the functions would log, and shows faults. */
  #log(clock: Clock): Log {
    const lines = new JsonLog(clock, {
      stack: 'bench',
      write: (line) => {
        this.logBytes += Buffer.byteLength(line);
      },
    });
    return {
      info: (event, fields) => lines.info(event, fields),
      warn: (event, fields) => lines.warn(event, fields),
      error: (event, error) => console.error(event, error),
    };
  }

  async #billed(memoryGb: number, invocation: Promise<void>): Promise<void> {
    this.invocations += 1;
    const startedAt = performance.now();
    await invocation;
    this.gbSeconds += (memoryGb * (performance.now() - startedAt)) / SECOND;
  }

  /** Freezes the runs that are due to start, without sending. */
  async start(): Promise<void> {
    for (let message = this.startQueue.take(); message; message = this.startQueue.take()) {
      await this.#billed(STARTER_GB, startOccurrence(message, this.#starting));
    }
  }

  /** Runs senders, so many at a time, until no token is left. */
  async send(concurrency: number): Promise<void> {
    const running = new Set<Promise<void>>();
    for (;;) {
      const token = running.size < concurrency ? this.sendQueue.take() : undefined;
      if (token) {
        const invocation = { owner: this.#sending.random.id(), deadline: this.#options.clock.now() + INVOCATION_MS };
        const sender = this.#billed(SENDER_GB, handleToken(token, invocation, this.#sending)).finally(() =>
          running.delete(sender),
        );
        running.add(sender);
      } else if (running.size > 0) {
        await Promise.race([...running, this.sendQueue.untilSent()]);
      } else if (this.sendQueue.isEmpty()) {
        return;
      } else {
        await this.#options.clock.sleep(this.sendQueue.untilDue());
      }
    }
  }

  async runOf({ taskId }: Task): Promise<Run> {
    const task = await readTask(this.tables, taskId);
    const run = task?.runId && (await readRun(this.tables, task.runId));
    if (!run) throw new Error(`task ${taskId} has no run`);
    return run;
  }

  /** Sends what the next schedule sends, and answers its instant; null when there is none. */
  async fireNext(): Promise<number | null> {
    const [next] = this.schedules.waiting();
    if (!next) return null;
    this.schedules.take(next.name);
    if (next.target.queue === 'send') await this.sendQueue.send(next.target.message);
    else await this.startQueue.send(next.target.message);
    return next.at;
  }

  close(): Promise<void> {
    return this.#stop();
  }
}

interface Parts {
  tables: Tables;
  meter: CapacityMeter;
  objects: FileObjects;
  stop(): Promise<void>;
}

async function openParts({ clock, engine: kind }: RoomOptions, directory: string): Promise<Parts> {
  const meter = new CapacityMeter();
  const objects = new FileObjects(directory);
  const clear = () => rmSync(directory, { recursive: true, force: true });
  if (kind === 'memory') return { meter, objects, tables: new MemoryTables(clock), stop: async () => clear() };
  if (kind === 'sqlite') {
    const tables = await SqliteTables.open({ path: join(directory, 'tables.sqlite'), clock });
    return { meter, objects, tables, stop: () => tables.close().then(clear) };
  }
  const binary = findDynoxide();
  if (binary === undefined) throw new Error('there is no embedded DynamoDB for this platform');
  const engine = await startDynoxide(binary, directory);
  const client = createDynamoClient({ ...LOCAL_ACCESS, endpoint: engine.endpoint });
  await createTables(client, NAMES);
  const stop = async () => {
    client.destroy();
    await engine.stop();
    clear();
  };
  return {
    meter,
    objects,
    tables: new DynamoTables({ client, names: NAMES, clock, random: new SystemRandom(), meter }),
    stop,
  };
}
