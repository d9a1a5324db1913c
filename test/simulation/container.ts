import { MemoryMailer } from '../../adapters/memory/mailer.ts';
import type { MemoryObjects } from '../../adapters/memory/objects.ts';
import { addressesInField } from '../../adapters/mime/addresses.ts';
import { type ChosenPosition, freezeAudience, freezeRetry } from '../../core/audience/freeze.ts';
import { createSnapshotReader } from '../../core/audience/snapshot-store.ts';
import type { Clock } from '../../core/clock.ts';
import { SECOND } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { HandOver, OutgoingMail } from '../../core/mail/mailer.ts';
import type { Objects } from '../../core/objects.ts';
import type { RunToken, StartMessage } from '../../core/queue.ts';
import type { Random } from '../../core/random.ts';
import type { AccountLimits } from '../../core/rate/account.ts';
import type { SendingSettings } from '../../core/rate/settings.ts';
import { SAME_TABLES } from '../../core/rate/stack-hold.ts';
import type { Run } from '../../core/runs/run.ts';
import type { SendingPorts } from '../../core/sending/ports.ts';
import type { Tables, Write } from '../../core/tables.ts';
import type { References, StartPorts } from '../../core/tasks/ports.ts';
import type { ResumePorts } from '../../core/tasks/resume-task.ts';
import { rateGateIn } from '../../lambdas/compose/rate-gate.ts';
import { sendingPortsIn } from '../../lambdas/compose/sender.ts';
import { startPortsIn } from '../../lambdas/compose/starter.ts';
import type { World } from '../../lambdas/compose/world.ts';
import type { Dice } from './dice.ts';
import type { Machine, Process } from './machine.ts';
import type { SimulatedQueue, SimulatedSchedules } from './messages.ts';
import type { Place } from './outages.ts';
import { keyOf, type Truth } from './truth.ts';

/** The longest that a hand-over takes. */
export const TIMEOUT_MS = 10 * SECOND;

/** What all processes of a history share. */
export interface Shared {
  machine: Machine;
  truth: Truth;
  objects: MemoryObjects;
  sendQueue: SimulatedQueue<RunToken>;
  startQueue: SimulatedQueue<StartMessage>;
  schedules: SimulatedSchedules;
  settings: SendingSettings;
  /** What the account says of itself. */
  account(by: Process): AccountLimits;
  references: References;
  mailServer: MailServer;
  /** Coverage of what the engine says it did. */
  onLog(event: string, error?: unknown): void;
}

/** The world's side of a hand-over: when it begins, how it ends, what became of it. */
export interface MailServer {
  begin(by: Process, mail: OutgoingMail): { milliseconds: number; script: () => HandOver };
  end(mail: OutgoingMail, answer: HandOver): void;
  answered(mail: OutgoingMail, answer: HandOver): void;
}

export type Ports = SendingPorts & StartPorts & ResumePorts;

/**
 * What a warm function keeps from one invocation to the next: its clock, and what the engine remembers in memory. It
 * serves one process at a time; each call goes through the machine in the name of that process.
 */
export class Container {
  readonly skew: number;
  readonly ports: Ports;
  #current: Process | null = null;
  readonly #shared: Shared;

  constructor(shared: Shared, ids: Dice) {
    this.#shared = shared;
    const { faults } = shared.machine;
    this.skew = faults.has('clock-skew') ? faults.diceOf('clock-skew').between(-500, 500) : 0;
    if (this.skew !== 0) faults.note('clock-skew');
    this.ports = this.#ports(ids);
  }

  /** From now on the container works for this process. */
  serve(process: Process): Ports {
    this.#current = process;
    return this.ports;
  }

  get #process(): Process {
    if (!this.#current) throw new Error('the container serves nobody');
    return this.#current;
  }

  #ports(ids: Dice): Ports {
    const { machine, truth, objects, settings, references } = this.#shared;
    const tables = this.#tables();
    const reader = createSnapshotReader(objects);
    const atomic = { tables: truth.tables, objects };
    const world = {
      clock: this.#clock(),
      random: seededIds(ids),
      log: this.#log(),
      tables,
      identity: SAME_TABLES,
      objects: this.#objects(),
      sendQueue: { send: (...message) => this.#shared.sendQueue.portOf(this.#process).send(...message) },
      startQueue: { send: (...message) => this.#shared.startQueue.portOf(this.#process).send(...message) },
      schedules: {
        create: (...order) => this.#shared.schedules.portOf(this.#process).create(...order),
        remove: (name) => this.#shared.schedules.portOf(this.#process).remove(name),
      },
      composer: { compose: () => 'x' },
      htmlToText: () => '',
      addressesInField,
      mailer: { timeoutMs: TIMEOUT_MS, handOver: (mail) => this.#handOver(mail) },
      account: { limits: async () => this.#shared.account(this.#process) },
      settings,
      publicUrl: '',
    } satisfies Partial<World>;
    return {
      ...world,
      ...startPortsIn(world),
      ...sendingPortsIn({ ...world, rateGate: rateGateIn(world) }),
      references,
      // Both are many reads of what never changes: one await for all of them.
      snapshots: { read: (...range) => machine.call(this.#process, 'snapshot', () => reader.read(...range)) },
      freezeAudience: (input) => machine.call(this.#process, 'freeze', () => freezeAudience(atomic, input)),
      freezeRetry: async (input) => {
        const positions: ChosenPosition[] = [];
        for await (const position of input.positions) positions.push(position);
        const replay = async function* () {
          yield* positions;
        };
        return machine.call(this.#process, 'freeze', () => freezeRetry(atomic, { ...input, positions: replay() }));
      },
      contents: { load: async (run) => (recipient, mailId) => rendered(run, recipient.email, mailId) },
    };
  }

  #clock(): Clock {
    return { now: () => this.#process.clock.now(), sleep: (milliseconds) => this.#process.clock.sleep(milliseconds) };
  }

  #log(): Log {
    const note = (event: string) => this.#shared.onLog(event);
    return { info: note, warn: note, error: (event, error) => this.#shared.onLog(event, error) };
  }

  #tables(): Tables {
    const { machine, truth } = this.#shared;
    const call = <T>(label: string, places: Place[], effect: (by: Process) => Promise<T>): Promise<T> => {
      const process = this.#process;
      return machine.call(process, label, () => effect(process), places);
    };
    const placeOf = (write: Write): Place => {
      const { pk, sk } = keyOf(write);
      return { table: write.table, pk, sk };
    };
    return {
      get: (table, key) => call(`get ${key.pk} ${key.sk}`, [{ table, ...key }], () => truth.tables.get(table, key)),
      getMany: (table, keys) =>
        call(
          `getMany ${keys.length}`,
          keys.map((key) => ({ table, ...key })),
          () => truth.tables.getMany(table, keys),
        ),
      query: (query) =>
        call(`query ${query.pk}`, [{ table: query.table, pk: query.pk, sk: null }], (by) => truth.query(by, query)),
      write: (write) => call(`write ${write.table}`, [placeOf(write)], (by) => truth.write(by, write)),
      transact: (writes, token) =>
        call(`transact ${writes.length}`, writes.map(placeOf), (by) => truth.transact(by, writes, token)),
    };
  }

  #objects(): Objects {
    const { machine, objects } = this.#shared;
    return {
      put: (key, body) => machine.call(this.#process, `put ${key}`, () => objects.put(key, body)),
      get: (key, range) => machine.call(this.#process, `object ${key}`, () => objects.get(key, range)),
      head: (key) => objects.head(key),
      stream: (key, from) => objects.stream(key, from),
      remove: (key) => machine.call(this.#process, `remove ${key}`, () => objects.remove(key)),
    };
  }

  async #handOver(mail: OutgoingMail): Promise<HandOver> {
    const { machine, mailServer } = this.#shared;
    const { milliseconds, script } = mailServer.begin(this.#process, mail);
    const mailer = new MemoryMailer({ script, timeoutMs: TIMEOUT_MS });
    const answer = await machine.timed(this.#process, `mail ${mail.mailId} to ${mail.to}`, milliseconds, async () => {
      const outcome = await mailer.handOver(mail);
      mailServer.end(mail, outcome);
      return outcome;
    });
    mailServer.answered(mail, answer);
    return answer;
  }
}

const rendered = ({ domain }: Run, email: string, mailId: string): ReturnType<Awaited<RenderMailPromise>> =>
  email.startsWith('broken')
    ? { ok: false, reason: 'missing-variable' }
    : {
        ok: true,
        mail: {
          mailId,
          from: `news@${domain}`,
          to: email,
          replyTo: null,
          subject: 'News',
          html: null,
          text: 'News',
          headers: {},
          attachments: [],
        },
      };

type RenderMailPromise = ReturnType<SendingPorts['contents']['load']>;

const HEX = '0123456789abcdef';

/** 32 digits that look random. */
export const seededIds = (dice: Dice): Random => ({
  id: () => {
    let id = '';
    for (let i = 0; i < 32; i += 1) id += HEX[Math.floor(dice.next() * 16)];
    return id;
  },
  fraction: () => dice.next(),
});
