import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import type { Instant } from '../../../core/clock.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import type { DryRunPorts } from '../../../core/forecast/dry-run.ts';
import type { LogFields } from '../../../core/log.ts';
import type { Run } from '../../../core/runs/run.ts';
import { runsOfTaskPage } from '../../../core/runs/run-store.ts';
import { handleToken } from '../../../core/sending/handle-token.ts';
import type { SendingPorts } from '../../../core/sending/ports.ts';
import { reconcileRuns } from '../../../core/sending/reconcile.ts';
import { createTask } from '../../../core/tasks/create-task.ts';
import { reenqueueTasks } from '../../../core/tasks/reenqueue-tasks.ts';
import type { ResumePorts } from '../../../core/tasks/resume-task.ts';
import { readShownTask } from '../../../core/tasks/shown-task.ts';
import { type StartPorts, startOccurrence } from '../../../core/tasks/start-run.ts';
import { taskStatus } from '../../../core/tasks/status.ts';
import type { TaskInput } from '../../../core/tasks/task-input.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { domainToItem } from '../../../core/warm-up/domain-store.ts';
import { sendingPortsIn } from '../../../lambdas/compose/sender.ts';
import { startPortsIn } from '../../../lambdas/compose/starter.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { sampleDomain } from '../../support/sample-domain.ts';
import { NOW } from './task-samples.ts';

/** Tasks with a real engine under them, on memory adapters; messages are handled one after the other. */
export class TaskWorld {
  readonly random = new SeededRandom('tasks');
  readonly mailer = new MemoryMailer();
  readonly warnings: { event: string; fields?: LogFields }[] = [];
  readonly errors: string[] = [];
  /** Everything outside of the product. */
  readonly outside = memoryWorld(NOW, {
    random: this.random,
    mailer: this.mailer,
    log: {
      info: () => {},
      warn: (event: string, fields?: LogFields) => this.warnings.push(fields ? { event, fields } : { event }),
      error: (event: string) => this.errors.push(event),
    },
    settings: { rate: 1_000, quotaDayOffsetMinutes: 0, segmentSize: 100, windowSize: 10, parallelism: 1 },
  });
  readonly clock = this.outside.clock;
  readonly tables = this.outside.tables;
  readonly objects = this.outside.objects;
  readonly startQueue = this.outside.startQueue;
  readonly sendQueue = this.outside.sendQueue;
  readonly schedules = this.outside.schedules;
  readonly ports: StartPorts & SendingPorts & DryRunPorts & ResumePorts = {
    ...this.outside,
    ...startPortsIn(this.outside),
    ...sendingPortsIn(this.outside),
  };
  templateId = '';
  listId = '';

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
    const domain = sampleDomain('x.test', NOW, changes);
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
    return await reenqueueTasks(this.ports, this.clock.now());
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
