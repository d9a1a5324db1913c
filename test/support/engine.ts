import type { ManualClock } from '../../adapters/memory/clock.ts';
import { MemoryMailer, type MemoryMailerOptions } from '../../adapters/memory/mailer.ts';
import { SeededRandom } from '../../adapters/memory/random.ts';
import type { MemoryTables } from '../../adapters/memory/tables.ts';
import { onlyList } from '../../core/audience/list-choice.ts';
import type { Instant } from '../../core/clock.ts';
import type { RunToken } from '../../core/queue.ts';
import { type Account, type AccountLimits, NO_LIMITS } from '../../core/rate/account.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import { type Run, runIdOf } from '../../core/runs/run.ts';
import { readRun, runToItem } from '../../core/runs/run-store.ts';
import type { ScheduleTarget } from '../../core/schedules.ts';
import { handleToken } from '../../core/sending/handle-token.ts';
import type { SendingPorts } from '../../core/sending/ports.ts';
import { reconcileRuns } from '../../core/sending/reconcile.ts';
import type { Domain } from '../../core/warm-up/domain.ts';
import { domainToItem } from '../../core/warm-up/domain-store.ts';
import { sendingPortsIn } from '../../lambdas/compose/sender.ts';
import { memoryWorld } from './memory-world.ts';
import { sampleDomain } from './sample-domain.ts';

export const NINE = Date.parse('2026-11-24T09:00:00Z');

/** The engine alone, on memory adapters: tokens and schedules are handled one after the other, by a manual clock. */
export class Engine {
  readonly clock: ManualClock;
  readonly tables: MemoryTables;
  readonly random = new SeededRandom('engine');
  readonly mailer: MemoryMailer;
  readonly excluded = new Map<string, 'removed' | 'suppressed' | 'unsubscribed'>();
  readonly ports: SendingPorts;
  readonly audiences = new Map<string, string[]>();
  /** What is due when: tokens and schedules. */
  timers: { at: Instant; token: RunToken }[] = [];
  readonly schedules: { name: string; at: Instant }[] = [];
  /** What the account says of its limits; null for none. */
  limits: AccountLimits | null = null;
  /** Which tables these are. */
  tablesId = 'tables';
  #taskIds = 1;

  constructor(settings: Partial<SendingSettings> = {}, mailer: MemoryMailerOptions = {}) {
    this.mailer = new MemoryMailer(mailer);
    const account: Account = { limits: async () => this.limits ?? NO_LIMITS.limits() };
    const world = memoryWorld(NINE, {
      random: this.random,
      account,
      identity: async () => this.tablesId,
      mailer: this.mailer,
      settings: {
        rate: 1_000,
        quotaDayOffsetMinutes: 0,
        segmentSize: 100,
        windowSize: 10,
        parallelism: 2,
        ...settings,
      },
      sendQueue: {
        send: async (token: RunToken, delaySeconds = 0) => {
          this.timers.push({ at: this.clock.now() + delaySeconds * 1_000, token });
        },
      },
      schedules: {
        create: async (name: string, at: Instant, target: ScheduleTarget) => {
          if (this.schedules.some((schedule) => schedule.name === name)) return 'exists' as const;
          this.schedules.push({ name, at });
          if (target.queue === 'send') this.timers.push({ at, token: target.message });
          return 'created' as const;
        },
        remove: async () => {},
      },
    });
    this.clock = world.clock;
    this.tables = world.tables;
    this.ports = {
      ...sendingPortsIn(world),
      snapshots: {
        read: async (snapshot, from, n) =>
          (this.audiences.get(snapshot) ?? [])
            .slice(from, from + n)
            .map((email) => ({ email, data: null, skip: null })),
      },
      exclusions: {
        check: async (_audience, emails) =>
          new Map(
            emails.flatMap((email) => {
              const reason = this.excluded.get(email);
              return reason === undefined ? [] : [[email, reason] as const];
            }),
          ),
      },
      contents: {
        load: async () => (recipient, mailId) => ({
          ok: true,
          mail: {
            mailId,
            from: 'news@a.example',
            to: recipient.email,
            replyTo: null,
            subject: 'Hello',
            html: null,
            text: 'Hello',
            headers: {},
            attachments: [],
          },
        }),
      },
      endTask: async () => ({ writes: [], startNext: null }),
    };
  }

  async addDomain(changes: Partial<Domain> = {}): Promise<void> {
    const domain = sampleDomain('a.example', NINE, changes);
    await this.tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem(domain) });
  }

  /** A run with its audience frozen, as the starter leaves it, and its token. */
  async addRun(audience: string[] | number, changes: Partial<Run> = {}): Promise<string> {
    const now = this.clock.now();
    const taskId = String(this.#taskIds++);
    const runId = runIdOf(taskId, now);
    const emails =
      typeof audience === 'number'
        ? Array.from({ length: audience }, (_, i) => `r${i}.${taskId}@example.com`)
        : audience;
    this.audiences.set(runId, emails);
    const run: Run = {
      runId,
      taskId,
      domain: 'a.example',
      lists: onlyList('1'),
      scheduledFor: now,
      status: 'sending',
      hold: null,
      holdSince: null,
      wakeAt: null,
      parkDay: null,
      behind: null,
      error: null,
      reason: null,
      snapshot: runId,
      frozenAt: now,
      count: emails.length,
      next: 0,
      rest: [],
      open: 0,
      serial: 0,
      doubts: [],
      lookAt: null,
      sent: 0,
      failed: 0,
      skipped: 0,
      unknown: 0,
      dropped: [],
      retryOf: null,
      retryOutcomes: null,
      createdAt: now,
      startedAt: now,
      finishedAt: null,
      movedAt: null,
      leases: {},
      ...changes,
    };
    await this.tables.write({ kind: 'put', table: 'Campaigns', item: runToItem(run) });
    await this.ports.sendQueue.send({ v: 1, runId });
    return runId;
  }

  async run(runId: string): Promise<Run> {
    const run = await readRun(this.tables, runId);
    if (!run) throw new Error(`no run ${runId}`);
    return run;
  }

  /** Handles what is due now, until nothing is. */
  async settle(): Promise<void> {
    for (;;) {
      const index = this.timers.findIndex(({ at }) => at <= this.clock.now());
      if (index < 0) return;
      const [timer] = this.timers.splice(index, 1);
      if (timer) await this.handle(timer.token);
    }
  }

  async handle(token: RunToken): Promise<void> {
    const invocation = { owner: this.random.id(), deadline: this.clock.now() + 300_000 };
    await handleToken(token, invocation, this.ports);
  }

  async reconcile() {
    return await reconcileRuns(this.ports);
  }

  /** Lets time pass, due instant by due instant. */
  async travel(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    await this.settle();
    for (;;) {
      const next = Math.min(...this.timers.map(({ at }) => at));
      if (next > end) break;
      this.clock.moveTo(Math.max(next, this.clock.now()));
      await this.settle();
    }
    if (end > this.clock.now()) this.clock.moveTo(end);
  }

  sentTo(): string[] {
    return this.mailer.accepted.map(({ to }) => to);
  }

  async quota(day: string) {
    return await this.tables.get('WarmUp', { pk: 'QUOTA#a.example', sk: day });
  }
}
