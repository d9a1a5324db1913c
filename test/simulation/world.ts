import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { MemoryObjects } from '../../adapters/memory/objects.ts';
import { addRecipients } from '../../core/audience/add-recipients.ts';
import { newListWrite } from '../../core/audience/list-store.ts';
import { DAY, MINUTE, SECOND } from '../../core/clock.ts';
import { domainKey } from '../../core/keys.ts';
import type { RunToken, StartMessage } from '../../core/queue.ts';
import type { AccountLimits } from '../../core/rate/account.ts';
import { reconcile } from '../../core/reconcile.ts';
import type { Segment } from '../../core/runs/run.ts';
import { scheduleTask } from '../../core/tasks/schedule-task.ts';
import { domainToItem } from '../../core/warm-up/domain-store.ts';
import { createHandler as createSender } from '../../lambdas/sender/handler.ts';
import { createHandler as createStarter } from '../../lambdas/starter/handler.ts';
import { Container, type Ports, type Shared, seededIds } from './container.ts';
import { Dice } from './dice.ts';
import { type FaultKind, Faults } from './faults.ts';
import { Ledger } from './ledger.ts';
import { type Ending, isInjected, Machine, type Process, type ProcessKind } from './machine.ts';
import { createMailServer } from './mail-server.ts';
import { type Consumer, SimulatedQueue, SimulatedSchedules } from './messages.ts';
import { Pace } from './pace.ts';
import type { Report } from './report.ts';
import { Trace } from './trace.ts';
import { Truth } from './truth.ts';
import { drawWorkload, type Size, type Workload } from './workload.ts';

type SqsHandler = (event: SQSEvent, context: { getRemainingTimeInMillis: () => number }) => Promise<SQSBatchResponse>;

const STARTER_LIFETIME = 15 * MINUTE;

/** How often the stack runs the reconciler. */
const RECONCILE_EVERY = 5 * MINUTE;

/** What a history is made from: equal options make equal histories. */
export interface HistoryOptions {
  seed: number;
  without?: ReadonlySet<FaultKind>;
  size?: Size;
  keepTrace?: boolean;
  /** What happens in place of what the seed would draw. */
  scenario?: Scenario;
}

/** A history by hand. */
export interface Scenario {
  workload: Workload;
  faults: Faults;
  /** Called before the first step. */
  begin: (world: World) => void;
}

/** A whole product in which the seed decides what happens next. */
export class World {
  readonly dice: Dice;
  readonly workload: Workload;
  readonly machine: Machine;
  readonly truth: Truth;
  readonly ledger = new Ledger();
  readonly sendQueue: SimulatedQueue<RunToken>;
  readonly startQueue: SimulatedQueue<StartMessage>;
  readonly schedules: SimulatedSchedules;
  /** How often something worth seeing happened. */
  readonly coverage = new Map<string, number>();
  /** Errors of the engine that no fault explains. */
  readonly errors: unknown[] = [];
  /** The process that claims under an owner id. */
  readonly owners = new Map<string, Process>();
  /** Cancelled runs with nothing open that nobody has dropped, and since when that has been seen. */
  readonly cancelledSince = new Map<string, number>();
  /** Mails that the account had room for when a process asked last. */
  readonly accountSaid = new Map<Process, number>();
  /** Tasks that a user has cancelled. */
  readonly cancelled = new Set<string>();
  readonly pace: Pace;
  /** Called for every claim, with what it left of the day. */
  claimed: (by: Process, segment: Segment, left: number, report: Report) => void = () => {};
  readonly #shared: Shared;
  readonly #idle = new Map<ProcessKind, Container[]>();
  readonly #accountQuota: number;
  readonly #ids: Dice;
  readonly #pool: Dice;

  constructor(options: HistoryOptions) {
    this.dice = new Dice(`history ${options.seed}`);
    this.#ids = this.dice.fork('ids');
    this.#pool = this.dice.fork('containers');
    const faults = options.scenario?.faults ?? new Faults(this.dice.fork('faults'), options.without);
    this.workload =
      options.scenario?.workload ??
      drawWorkload(this.dice.fork('workload'), faults, options.size ?? { tasks: 100, members: 1 });
    this.#accountQuota = faults.diceOf('account-quota').between(3, 40);
    const { start, settings } = this.workload;
    this.machine = new Machine(start, this.dice.fork('machine'), faults, new Trace(options.keepTrace ?? false));
    this.pace = new Pace(settings);
    const clock = { now: () => this.machine.now };
    const lag = () => (faults.strikes('stale-index') ? faults.diceOf('stale-index').between(0, 20 * SECOND) : 0);
    this.truth = new Truth(clock, lag);
    this.sendQueue = new SimulatedQueue(
      this.machine,
      'send',
      'sender',
      this.#consumer('sender', this.workload.senderLifetime, (ports) => createSender(ports, ports.log)),
    );
    this.startQueue = new SimulatedQueue(
      this.machine,
      'start',
      'starter',
      this.#consumer('starter', STARTER_LIFETIME, (ports) => createStarter(ports, ports.log)),
    );
    for (const queue of [this.sendQueue, this.startQueue]) queue.onDeadLetter = () => this.cover('dead letter');
    this.schedules = new SimulatedSchedules(this.machine, (target) => {
      if (target.queue === 'send') this.sendQueue.put(target.message);
      else this.startQueue.put(target.message);
    });
    this.#shared = {
      machine: this.machine,
      truth: this.truth,
      objects: new MemoryObjects(),
      sendQueue: this.sendQueue,
      startQueue: this.startQueue,
      schedules: this.schedules,
      settings,
      account: (by) => this.#account(by),
      references: {
        domain: async () => ({ status: 'verified', sendingPool: null }),
        template: async () => ({ subject: 'News', html: null, text: 'News' }),
        list: async () => ({ count: 0 }),
        isImporting: async () => false,
        sender: async () => undefined,
      },
      mailServer: createMailServer({
        machine: this.machine,
        truth: this.truth,
        ledger: this.ledger,
        dice: this.dice.fork('mail'),
        quotaDayOffsetMinutes: settings.quotaDayOffsetMinutes,
        onBegin: (by, handOver) => this.onHandOver(by, handOver),
      }),
      onLog: (event, error) => {
        this.cover(event);
        if (error !== undefined && !isInjected(error)) this.errors.push(error);
      },
    };
  }

  /** The account's quota for 24 hours, small in some histories, and what is used of it, to the mail. */
  #account(by: Process): AccountLimits {
    const { faults, now } = this.machine;
    const isSmall = faults.has('account-quota');
    const used = this.ledger.handOvers.filter(({ at, isAccepted }) => isAccepted && at > now - DAY).length;
    const day = isSmall ? { perDay: this.#accountQuota, used } : null;
    const room = day === null ? Number.POSITIVE_INFINITY : day.perDay - day.used;
    this.accountSaid.set(by, room);
    if (room <= 0) faults.note('account-quota');
    return { day, rate: null, sandbox: false, sendingEnabled: true };
  }

  onHandOver: Parameters<typeof createMailServer>[0]['onBegin'] = () => {};

  cover(state: string): void {
    this.coverage.set(state, (this.coverage.get(state) ?? 0) + 1);
  }

  /** Domains and lists, written before the history begins; the tasks are made when their time comes. */
  async prepare(): Promise<void> {
    const { tables } = this.truth;
    const random = seededIds(this.#ids);
    for (const domain of this.workload.domains) {
      await tables.write({
        kind: 'put',
        table: 'WarmUp',
        item: { ...domainToItem(domain), ...domainKey(domain.domain) },
      });
    }
    for (const { task, madeAt, lists } of this.workload.tasks) {
      for (const [listId, members] of lists) {
        const list = { listId, name: 'List', description: null, createdAt: this.workload.start, partitions: 64 };
        await tables.write(newListWrite(list));
        const recipients = members.map((email) => ({ email }));
        await addRecipients({ tables, random }, listId, recipients);
      }
      this.machine.at(madeAt, async () => {
        await this.truth.makeTask(task);
        this.run('user', MINUTE, (ports) => scheduleTask(task, ports));
      });
    }
  }

  /** Runs a use case in a container of its kind, which stays warm if it ends well. */
  run(
    kind: ProcessKind,
    lifetime: number,
    body: (ports: Ports) => Promise<void>,
    onEnd?: (ending: Ending) => void,
  ): void {
    const idle = this.#idle.get(kind) ?? [];
    this.#idle.set(kind, idle);
    const container = (this.#pool.chance(0.7) && idle.pop()) || new Container(this.#shared, this.#ids);
    const end = (ending: Ending) => {
      if (ending.kind !== 'killed') idle.push(container);
      if (ending.kind === 'failed' && !isInjected(ending.error)) this.errors.push(ending.error);
      onEnd?.(ending);
    };
    this.machine.spawn(kind, { lifetime, skew: container.skew }, (process) => body(container.serve(process)), end);
  }

  /** The reconciler, as its function runs it. */
  reconcile(): void {
    this.run('reconciler', MINUTE, async (ports) => {
      const nowhere = { send: async () => {} };
      await reconcile({ ...ports, importQueue: nowhere, exportQueue: nowhere, noticeQueue: nowhere });
    });
  }

  /** Looks at what is due every five minutes, but for ticks that cannot find anything. */
  reconcileEvery5Minutes(maySkip: () => boolean): void {
    const tick = () => {
      if (!maySkip()) this.reconcile();
      this.machine.at(this.machine.now + RECONCILE_EVERY, tick);
    };
    this.machine.at(this.workload.start + this.dice.fork('ticks').between(0, RECONCILE_EVERY), tick);
  }

  /** A queue's function: its handler gets batches, and names the messages that are to come again. */
  #consumer<T>(kind: ProcessKind, lifetime: number, handlerOf: (ports: Ports) => SqsHandler): Consumer<T> {
    return (messages, done) => {
      let failed = new Set<number>();
      const Records = messages.map((message, index) => ({ messageId: String(index), body: JSON.stringify(message) }));
      const body = async (ports: Ports) => {
        const context = { getRemainingTimeInMillis: () => lifetime };
        const answer = await handlerOf(ports)({ Records: Records as SQSRecord[] }, context);
        failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier)));
      };
      this.run(kind, lifetime, body, (ending) => done(ending.kind === 'done' ? failed : 'all'));
    };
  }
}
