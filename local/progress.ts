import { count, minute, pad, plain, shorten, width } from './text.ts';
import type { WatchedTask } from './watcher.ts';

/** Shows what happens. Lines are for people; events for programs. */
export interface Progress {
  /** Something that happened once. */
  event(name: string, fields: Record<string, unknown>, lines: string[]): void;
  /** How the tasks stand. Called again and again; what did not change is not shown again. */
  tasks(tasks: WatchedTask[]): void;
  /** Leaves the terminal in order. */
  close(): void;
}

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Live bars on a terminal, calm lines elsewhere, one JSON object a line if asked for. */
export function createProgress(output: Output, json: boolean): Progress {
  if (json) return new JsonProgress(output);
  return output.isTTY === true ? new BarProgress(output) : new LineProgress(output);
}

const isOver = (task: WatchedTask): boolean => task.status === 'finished' || task.status === 'cancelled';

/** What of a task is worth a line when it changes; figures that only grow are not. */
const stateOf = ({ status, error, hold, runId }: WatchedTask): string =>
  JSON.stringify([status, error, hold?.reason, hold?.resumesAt, hold?.behind, runId]);

/** Remembers states, so that only changes are told. Tasks that were over before we looked are no news. */
class Changes {
  readonly #states = new Map<string, string>();

  of(tasks: WatchedTask[]): WatchedTask[] {
    const changed = tasks.filter((task) => {
      const known = this.#states.get(task.taskId);
      return known === undefined ? !isOver(task) : known !== stateOf(task);
    });
    this.#states.clear();
    for (const task of tasks) this.#states.set(task.taskId, stateOf(task));
    return changed;
  }
}

const nameOf = (task: WatchedTask): string => plain(task.name ?? task.subject ?? task.taskId);

/** `500 of 3,500 sent, 1 failed`. */
function sentOf({ counts }: WatchedTask): string {
  const others = (['failed', 'skipped', 'unknown'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `, ${count(counts[outcome])} ${outcome}`);
  return `${count(counts.sent)} of ${count(counts.requested)} sent${others.join('')}`;
}

/** What holds a task, or how fast it goes. */
function restOf(task: WatchedTask): string {
  const { hold, error, counts, status, startAt } = task;
  if (error !== null) return `stopped: ${error}, ${count(counts.cached)} left`;
  if (hold !== null) {
    const parked = `${count(counts.cached)} parked (${hold.reason})`;
    return hold.resumesAt === null ? parked : `${parked}, goes on ${minute(hold.resumesAt)}`;
  }
  if (status === 'waiting' && startAt !== null) return `starts ${minute(startAt)}`;
  return status === 'sending' && task.rate > 0 ? `${count(Math.round(task.rate))} mails/s` : '';
}

class LineProgress implements Progress {
  readonly #output: Output;
  readonly #changes = new Changes();

  constructor(output: Output) {
    this.#output = output;
  }

  event(_name: string, _fields: Record<string, unknown>, lines: string[]): void {
    for (const line of lines) this.#output.write(`${line}\n`);
  }

  tasks(tasks: WatchedTask[]): void {
    for (const task of this.#changes.of(tasks)) {
      const parts = [pad(shorten(nameOf(task), 24), 24), pad(task.status, 9), pad(sentOf(task), 22), restOf(task)];
      this.#output.write(`${parts.join('  ').trimEnd()}\n`);
    }
  }

  close(): void {}
}

class JsonProgress implements Progress {
  readonly #output: Output;
  readonly #changes = new Changes();

  constructor(output: Output) {
    this.#output = output;
  }

  event(name: string, fields: Record<string, unknown>): void {
    this.#output.write(`${JSON.stringify({ event: name, ...fields })}\n`);
  }

  tasks(tasks: WatchedTask[]): void {
    for (const { taskId, name, status, error, hold, runId, progress, counts } of this.#changes.of(tasks)) {
      this.event('task', { taskId, name, status, error, hold, runId, progress, counts });
    }
  }

  close(): void {}
}

const DEFAULT_COLUMNS = 80;
const MAX_BARS = 8;
const BAR_MAX = 32;
const BAR_MIN = 8;
/** Clears the rest of a line: what was longer before goes, without a moment of emptiness. */
const CLEAR_REST = '\x1b[K';

/** Redraws a block of bars in place, in one write a time. */
class BarProgress implements Progress {
  readonly #output: Output;
  readonly #seen = new Set<string>();
  #drawn = 0;
  #block: string[] = [];

  constructor(output: Output) {
    this.#output = output;
    output.write('\x1b[?25l');
  }

  event(_name: string, _fields: Record<string, unknown>, lines: string[]): void {
    this.#draw(lines, this.#block);
  }

  tasks(tasks: WatchedTask[]): void {
    for (const task of tasks) if (!isOver(task)) this.#seen.add(task.taskId);
    const columns = Math.max(20, (this.#output.columns ?? DEFAULT_COLUMNS) - 1);
    const block = tasks
      .filter(({ taskId }) => this.#seen.has(taskId))
      .slice(-MAX_BARS)
      .map((task) => barOf(task, columns));
    if (block.join('\n') !== this.#block.join('\n')) this.#draw([], block);
  }

  close(): void {
    this.#output.write('\x1b[?25h');
  }

  /** Prints lines above the block, and the block below them. */
  #draw(lines: string[], block: string[]): void {
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A\r` : '';
    const rows = [...lines, ...block].map((line) => `${line}${CLEAR_REST}\n`);
    this.#output.write(`${up}${rows.join('')}\x1b[J`);
    this.#drawn = block.length;
    this.#block = block;
  }
}

/** One line: name, bar, per cent, counts, and what holds it. Gives up the bar first where it is narrow. */
export function barOf(task: WatchedTask, columns: number): string {
  const name = shorten(nameOf(task), 24);
  const percent = `${Math.floor(task.progress * 100)} %`.padStart(5);
  const tail = [sentOf(task), restOf(task)].filter((part) => part !== '').join(' · ');
  const room = columns - width(name) - width(percent) - width(tail) - 5;
  if (room < BAR_MIN) return shorten(`${name} ${percent}  ${tail}`, columns);
  const length = Math.min(BAR_MAX, room);
  const full = Math.min(length, Math.floor(task.progress * length));
  return `${name}  ${'█'.repeat(full)}${'░'.repeat(length - full)} ${percent}  ${tail}`;
}
