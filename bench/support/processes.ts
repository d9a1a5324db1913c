import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { SinkCall, SinkCounts } from './smtp-sink.ts';

const SAMPLE_MS = 100;
const MB = 1024 * 1024;
const PAGE_BYTES = 4_096;

let ticksPerSecond: number | undefined;
const clockTicks = (): number => {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return ticksPerSecond;
};

interface ProcessRow {
  pid: number;
  parent: number;
  /** User and system time of the process and of its children that have ended, in clock ticks. */
  ticks: number;
  residentPages: number;
}

function processes(): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // What follows the program's name, which may hold spaces: state, parent, ...
        const fields = stat
          .slice(stat.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number);
        const ticks = [11, 12, 13, 14].reduce((sum, place) => sum + (fields[place] ?? 0), 0);
        return [{ pid: Number(name), parent: fields[1] ?? 0, ticks, residentPages: fields[21] ?? 0 }];
      } catch {
        // It has ended since.
        return [];
      }
    });
}

function treeOf(root: number): ProcessRow[] {
  const rows = processes();
  const tree = rows.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...rows.filter(({ parent }) => parent === member.pid));
  return tree;
}

/** Ends a process and everything below it at once. */
export function endTree(pid: number): void {
  for (const member of treeOf(pid)) {
    try {
      process.kill(member.pid, 'SIGKILL');
    } catch {
      // It has ended since.
    }
  }
}

/** CPU time of a process and everything below it, in seconds. Linux only. */
export const cpuSeconds = (pid: number): number =>
  treeOf(pid).reduce((sum, { ticks }) => sum + ticks, 0) / clockTicks();

/** Resident memory of a process and everything below it, in MB. Linux only. */
export const residentMegabytes = (pid: number): number =>
  (treeOf(pid).reduce((sum, { residentPages }) => sum + residentPages, 0) * PAGE_BYTES) / MB;

/** Memory of a process and everything below it, looked at ten times a second. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), SAMPLE_MS);
    this.#look();
  }

  #look(): void {
    this.#peak = Math.max(this.#peak, residentMegabytes(this.#pid));
  }

  /** The peak of the tree's resident memory until now, in MB. */
  get peak(): number {
    this.#look();
    return this.#peak;
  }

  stop(): number {
    clearInterval(this.#timer);
    return this.peak;
  }
}

/** Starts a part of a benchmark in a process of its own, with this process's Node; it ends with this process. */
export async function startPart(file: URL, args: (string | number)[] = []): Promise<{ part: Part; hello: unknown }> {
  const child = fork(file, args.map(String), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const part = new Part(child);
  return { part, hello: await part.answer() };
}

export class Part {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The next message of the part. Rejects when it ends instead. */
  answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`a part of the benchmark ended with ${code}`));
      this.#child.once('exit', ended);
      this.#child.once('message', (message) => {
        this.#child.off('exit', ended);
        resolve(message);
      });
    });
  }

  call(message: string | object): Promise<unknown> {
    const answer = this.answer();
    this.#child.send(message);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

/** The sink, as benchmarks see it. */
export class Sink {
  readonly port: number;
  readonly #part: Part;

  private constructor(part: Part, port: number) {
    this.#part = part;
    this.port = port;
  }

  static async start(): Promise<Sink> {
    const { part, hello } = await startPart(new URL('./smtp-sink.ts', import.meta.url));
    return new Sink(part, (hello as { port: number }).port);
  }

  /** `keepTimes`: also when each mail ended. */
  async forget(keepTimes = false): Promise<void> {
    await this.#part.call({ call: 'forget', keepTimes } satisfies SinkCall);
  }

  counts(): Promise<SinkCounts> {
    return this.#part.call({ call: 'counts' } satisfies SinkCall) as Promise<SinkCounts>;
  }

  cpuSeconds(): number {
    return cpuSeconds(this.#part.pid);
  }

  /** Waits until so many mails came, or throws after a while without any. */
  async untilTaken(mails: number, idleMs = 60_000): Promise<SinkCounts> {
    let last = 0;
    for (let since = Date.now(); ; await wait(20)) {
      const counts = await this.counts();
      if (counts.mails >= mails) return counts;
      if (counts.mails > last) [last, since] = [counts.mails, Date.now()];
      if (Date.now() - since > idleMs) throw new Error(`the sink got ${counts.mails} of ${mails} mails`);
    }
  }

  stop(): Promise<void> {
    return this.#part.stop();
  }
}
