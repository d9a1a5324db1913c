import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { MemoryQueue } from '../../../adapters/memory/queue.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemorySchedules } from '../../../adapters/memory/schedules.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createExclusions } from '../../../core/audience/exclusions.ts';
import { freezeAudience, freezeRetry } from '../../../core/audience/freeze.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { createSnapshotReader } from '../../../core/audience/snapshot-store.ts';
import type { Instant } from '../../../core/clock.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import type { DryRunPorts } from '../../../core/forecast/dry-run.ts';
import type { LogFields } from '../../../core/log.ts';
import type { StartMessage, Token } from '../../../core/queue.ts';
import { NO_LIMITS } from '../../../core/rate/account.ts';
import { RateGate } from '../../../core/rate/rate.ts';
import type { Run } from '../../../core/runs/run.ts';
import { runsOfTaskPage } from '../../../core/runs/run-store.ts';
import { handleToken } from '../../../core/sending/handle-token.ts';
import type { SendingPorts } from '../../../core/sending/ports.ts';
import { reconcileRuns } from '../../../core/sending/reconcile.ts';
import { createContents } from '../../../core/sending/run-contents.ts';
import { createTask } from '../../../core/tasks/create-task.ts';
import { createEndTask } from '../../../core/tasks/end-run.ts';
import { nudgeTasks } from '../../../core/tasks/nudge-tasks.ts';
import { createReferences } from '../../../core/tasks/references.ts';
import { readShownTask } from '../../../core/tasks/shown-task.ts';
import { type StartPorts, startOccurrence } from '../../../core/tasks/start-run.ts';
import { taskStatus } from '../../../core/tasks/status.ts';
import type { TaskInput } from '../../../core/tasks/task-input.ts';
import { createUnsubscribeLinks } from '../../../core/unsubscribe/links.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { domainToItem } from '../../../core/warm-up/domain-store.ts';
import { NOW } from './task-samples.ts';

/** Tasks with a real engine under them, on memory adapters; messages are handled one after the other. */
export class TaskWorld {
  readonly clock = new ManualClock(NOW, { movesOnSleep: true });
  readonly tables = new MemoryTables(this.clock);
  readonly objects = new MemoryObjects();
  readonly random = new SeededRandom('tasks');
  readonly startQueue = new MemoryQueue<StartMessage>(this.clock);
  readonly sendQueue = new MemoryQueue<Token>(this.clock);
  readonly schedules = new MemorySchedules();
  readonly mailer = new MemoryMailer();
  readonly warnings: { event: string; fields?: LogFields }[] = [];
  readonly errors: string[] = [];
  readonly ports: StartPorts & SendingPorts & DryRunPorts;
  templateId = '';
  listId = '';

  constructor() {
    const { clock, tables, objects, random, startQueue, sendQueue, schedules, mailer } = this;
    const rate = 1_000;
    this.ports = {
      clock,
      tables,
      objects,
      random,
      startQueue,
      sendQueue,
      schedules,
      mailer,
      log: {
        info: () => {},
        warn: (event, fields) => this.warnings.push(fields ? { event, fields } : { event }),
        error: (event) => this.errors.push(event),
      },
      references: createReferences(tables, objects),
      account: NO_LIMITS,
      htmlToText,
      publicUrl: 'https://api.test',
      composer: new MimeComposer(clock),
      freezeAudience: (order) => freezeAudience({ tables, objects }, order),
      freezeRetry: (order) => freezeRetry({ tables, objects }, order),
      snapshots: createSnapshotReader(objects),
      exclusions: createExclusions(tables),
      contents: createContents({
        objects,
        clock,
        links: createUnsubscribeLinks({ tables, clock, random }, 'https://m.test'),
        htmlToText,
      }),
      endTask: createEndTask(tables),
      rateGate: new RateGate(tables, rate),
      settings: { rate, quotaDayOffsetMinutes: 0, segmentSize: 100, windowSize: 10, parallelism: 1 },
    };
  }

  /** A verified domain `x.test` (500 mails today), a template and a list of so many members. */
  static async of(members: number, domain: Partial<Domain> = {}): Promise<TaskWorld> {
    const world = new TaskWorld();
    await world.putDomain(domain);
    const source = { subject: 'News', html: null, text: 'Hello {{ email }}' };
    world.templateId = (await createTemplate(world.ports, { name: 'news', ...source })).templateId;
    world.listId = (await createList(world.ports, { name: 'readers', description: null })).listId;
    await world.join(members);
    return world;
  }

  async putDomain(changes: Partial<Domain> = {}): Promise<void> {
    const domain: Domain = {
      domain: 'x.test',
      status: 'verified',
      plan: 'standard',
      steps: null,
      levelRule: 'sending-days',
      parkUntil: 'after-24h',
      limitOther: false,
      sendingPool: null,
      level: 1,
      levelSetOn: '2027-01-01',
      revision: 1,
      dkimTokens: [],
      adopted: false,
      createdAt: NOW,
      updatedAt: NOW,
      ...changes,
    };
    await this.tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem(domain) });
  }

  /** Adds members `<prefix>0@y.test` and on to the list. */
  async join(members: number, prefix = 'r'): Promise<void> {
    if (members === 0) return;
    const emails = Array.from({ length: members }, (_, i) => ({ email: `${prefix}${i}@y.test` }));
    await addRecipients(this.ports, this.listId, emails);
  }

  input(changes: Partial<TaskInput> = {}): TaskInput {
    return {
      name: null,
      type: 'immediate',
      from: 'News <news@x.test>',
      replyTo: null,
      subject: null,
      templateId: this.templateId,
      templateData: {},
      listId: this.listId,
      startAt: null,
      intervalHours: null,
      recurrence: null,
      timeZone: 'UTC',
      until: null,
      overlap: 'queue-one',
      unsubscribe: true,
      tracking: true,
      attachments: [],
      ...changes,
    };
  }

  async create(changes: Partial<TaskInput> = {}): Promise<string> {
    return (await createTask(this.input(changes), this.ports)).taskId;
  }

  async show(taskId: string) {
    const shown = await readShownTask(taskId, this.ports);
    return { ...shown, status: taskStatus(shown.task, shown.run) };
  }

  async status(taskId: string) {
    return (await this.show(taskId)).status;
  }

  async runs(taskId: string): Promise<Run[]> {
    return (await runsOfTaskPage(this.tables, taskId, { limit: 100, after: null })).runs;
  }

  /** The run that the task shows. */
  async run(taskId: string): Promise<Run> {
    const { run } = await this.show(taskId);
    if (!run) throw new Error(`task ${taskId} has no run`);
    return run;
  }

  /** Handles every start message that is due. Returns how many. */
  async start(): Promise<number> {
    let handled = 0;
    for (let message = this.startQueue.take(); message; message = this.startQueue.take()) {
      await startOccurrence(message, this.ports);
      handled += 1;
    }
    return handled;
  }

  /** Handles every token that is due. */
  async send(): Promise<void> {
    for (let token = this.sendQueue.take(); token; token = this.sendQueue.take()) {
      const invocation = { owner: this.random.id(), deadline: this.clock.now() + 300_000 };
      await handleToken(token, invocation, this.ports);
    }
  }

  /** Lets the work that is due come to rest. */
  async settle(): Promise<void> {
    for (;;) {
      await this.send();
      if ((await this.start()) === 0) return;
    }
  }

  /** Lets time pass: schedules and delayed tokens fire at their instants. The reconciler sleeps. */
  async travel(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    await this.settle();
    for (let next = this.#nextDue(); next <= end; next = this.#nextDue()) {
      this.clock.moveTo(Math.max(next, this.clock.now()));
      await this.#fire();
      await this.settle();
    }
    if (end > this.clock.now()) this.clock.moveTo(end);
  }

  /** Time passes while nothing works: what fires is lost. */
  outage(milliseconds: number): void {
    this.clock.advance(milliseconds);
    for (const { name, at } of this.schedules.waiting()) if (at <= this.clock.now()) this.schedules.take(name);
  }

  async reconcile() {
    await reconcileRuns(this.ports);
    return await nudgeTasks(this.ports, this.clock.now());
  }

  #nextDue(): Instant {
    const times = [
      this.schedules.waiting()[0]?.at,
      this.sendQueue.waiting()[0]?.dueAt,
      this.startQueue.waiting()[0]?.dueAt,
    ];
    return Math.min(...times.filter((at) => at !== undefined), Number.POSITIVE_INFINITY);
  }

  async #fire(): Promise<void> {
    for (const { name, at, target } of this.schedules.waiting()) {
      if (at > this.clock.now()) return;
      this.schedules.take(name);
      if (target.queue === 'start') await this.startQueue.send(target.message);
      else await this.sendQueue.send(target.message);
    }
  }
}
