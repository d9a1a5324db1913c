import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SystemClock } from '../adapters/system-clock.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import type { Tables } from '../core/tables.ts';
import { type Benchmark, type BenchOptions, median, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { EngineRoom } from './support/engine-room.ts';

const FEW = 10;
const MANY = 100_000;
const LARGE = 1_000_000;
const TASKS = 9;
const SEND_RATE = 100_000;
const MB = 1024 * 1024;
/** A collection takes some milliseconds. */
const LOOK_EVERY_MS = 250;
/** Share of the claims at either end of a run that are held against each other. */
const END_SHARE = 0.1;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

export const growth: Benchmark = {
  name: 'growth',
  question: 'What grows with the list: making a task, a claim, the memory of starter and sender?',
  async run({ large }: BenchOptions): Promise<Outcome> {
    const many = large ? LARGE : MANY;
    const claims = new ClaimTimes();
    const room = await openRoom(claims);
    try {
      const lists = {
        few: await room.makeList(FEW),
        middle: await room.makeList(many / 10),
        many: await room.makeList(many),
      };
      const rows: Row[] = [
        { what: `making a task for ${FEW} readers, ms`, value: await timeOfCreation(room, lists.few) },
        { what: `making a task for ${count(many)} readers, ms`, value: await timeOfCreation(room, lists.many) },
      ];
      for (const [readers, listId] of [
        [many / 10, lists.middle],
        [many, lists.many],
      ] as const) {
        const task = await room.createTask(listId);
        const freezing = await heldWhile(() => room.start());
        claims.clear();
        const sending = await heldWhile(() => room.send(1));
        const { sent } = await room.runOf(task);
        if (sent !== readers) throw new Error(`${sent} of ${readers} were sent`);
        rows.push(
          { what: `freezing ${count(readers)} readers, s`, value: freezing.seconds },
          { what: `- memory held on top, MB`, value: freezing.megabytes },
          { what: `sending to ${count(readers)} readers: memory held on top, MB`, value: sending.megabytes },
          { what: `- a claim at the start, ms`, value: claims.atStart() },
          { what: `- a claim at the end, ms`, value: claims.atEnd() },
        );
      }
      const notes = [
        'medians of 9 tasks and of the first and last tenth of the claims (need of older runs and transaction)',
        'memory: heap and buffers that are held after a collection, at the most, over what was held before',
        'one sender in this process on the tables of one machine, objects in files, a mailer that answers at once',
      ];
      return { rows, notes };
    } finally {
      await room.close();
    }
  },
};

const count = (readers: number): string => readers.toLocaleString('en-US');

const openRoom = (claims: ClaimTimes): Promise<EngineRoom> =>
  EngineRoom.open({
    clock: new SystemClock(),
    mailer: { timeoutMs: 1_000, handOver: async () => ({ kind: 'accepted', response: '' }) },
    settings: { ...sendingSettings(SEND_RATE, 0), parallelism: 1 },
    engine: 'sqlite',
    warmUp: { plan: 'unlimited' },
    wrap: (tables) => claims.watch(tables),
  });

/** Tasks that are created and not started: their start messages are discarded. */
async function timeOfCreation(room: EngineRoom, listId: string): Promise<number> {
  const times: number[] = [];
  for (let made = 0; made < TASKS; made += 1) {
    const startedAt = performance.now();
    await room.createTask(listId);
    times.push(performance.now() - startedAt);
    room.startQueue.take();
  }
  return rounded(median(times));
}

/** How long claims take: from the question what older runs need to the end of the transaction. */
class ClaimTimes {
  #times: number[] = [];

  watch(tables: Tables): Tables {
    let begunAt = 0;
    return {
      get: (table, key) => tables.get(table, key),
      getMany: (table, keys) => tables.getMany(table, keys),
      write: (write) => tables.write(write),
      query: (query) => {
        if (query.index === 'parked') begunAt = performance.now();
        return tables.query(query);
      },
      transact: async (writes, token) => {
        const result = await tables.transact(writes, token);
        const isClaim = writes.some((write) => write.kind === 'put' && String(write.item.sk).startsWith('SEGMENT'));
        if (isClaim && result.ok) this.#times.push(performance.now() - begunAt);
        return result;
      },
    };
  }

  clear(): void {
    this.#times = [];
  }

  /** The first one makes the day's quota row, and is left out. */
  atStart(): number {
    return rounded(median(this.#times.slice(1, 1 + this.#share())));
  }

  atEnd(): number {
    return rounded(median(this.#times.slice(-this.#share())));
  }

  #share(): number {
    return Math.max(1, Math.ceil(this.#times.length * END_SHARE));
  }
}

/** Memory that is in use by itself, without what waits for the collector. */
function inUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The duration of the work, and the peak of the memory that it holds on top of what was held before. */
async function heldWhile(work: () => Promise<void>): Promise<{ seconds: number; megabytes: number }> {
  const before = inUse();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, inUse());
  }, LOOK_EVERY_MS);
  const startedAt = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return {
    seconds: rounded((performance.now() - startedAt) / 1_000),
    megabytes: rounded((Math.max(most, inUse()) - before) / MB),
  };
}
