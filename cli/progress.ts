import type { ImportProgress } from '../core/audience/import/run-import.ts';
import { count, dayAndMinute, minute, pad, plain, shorten, width } from './text.ts';
import type { WatchedTask } from './watcher.ts';

/** Shows what happens. Lines are for people; events for programs. */
export interface Progress {
  /** Something that happened once. */
  event(name: string, fields: Record<string, unknown>, lines: string[]): void;
  /** How the tasks stand. Called again and again; what did not change is not shown again. */
  tasks(tasks: WatchedTask[]): void;
  /** How far an import is; the last time, that it has ended. */
  import(progress: ImportProgress): void;
  /** Leaves the terminal in order. */
  close(): void;
}

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Live bars on a terminal, plain lines elsewhere, one JSON object per line with `--json`. */
export function createProgress(output: Output, json: boolean): Progress {
  if (json) return new JsonProgress(output);
  return output.isTTY === true ? new BarProgress(output) : new LineProgress(output);
}

export const isOver = (task: WatchedTask): boolean => task.status === 'finished' || task.status === 'cancelled';

/** The fields of a task that are worth a line when they change; figures that only grow are not. */
const stateOf = ({ status, error, hold, runId }: WatchedTask): string =>
  JSON.stringify([status, error, hold?.reason, hold?.resumesAt, hold?.behind, runId]);

/** Remembers states, so that only changes are shown. A task that ended before the first look is no change. */
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

export const nameOf = (task: WatchedTask): string => plain(task.name ?? task.subject ?? task.taskId);

/** `500 of 3,500 sent, 1 failed`. */
export function sentOf({ counts }: Pick<WatchedTask, 'counts'>): string {
  const others = (['failed', 'skipped', 'unknown'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `, ${count(counts[outcome])} ${outcome}`);
  return `${count(counts.sent)} of ${count(counts.requested)} sent${others.join('')}`;
}

/** The hold of a task, or its speed. */
export function restOf(task: WatchedTask): string {
  const { hold, error, counts, status, startAt } = task;
  if (error !== null) return `stopped: ${error}, ${count(counts.cached)} left`;
  if (hold !== null) {
    const parked = `${count(counts.cached)} parked (${hold.reason})`;
    return hold.resumesAt === null ? parked : `${parked}, goes on ${minute(hold.resumesAt)}`;
  }
  if (status === 'waiting' && startAt !== null) return `starts ${minute(startAt)}`;
  return status === 'sending' && task.rate > 0 ? `${count(Math.round(task.rate))} mails/s` : '';
}

export const hasEnded = ({ status }: ImportProgress): boolean => status === 'finished' || status === 'failed';

/** `import 17: 20,000 rows, 19,000 added, 900 repeated, 100 invalid`. */
function rowsOf({ importId, status, error, rows, added, repeated, invalid }: ImportProgress): string {
  const figures = [
    `${count(rows)} rows`,
    `${count(added)} added`,
    `${count(repeated)} repeated`,
    `${count(invalid)} invalid`,
  ];
  const end = status === 'failed' ? `, failed: ${error}` : status === 'finished' ? ', finished' : '';
  return `import ${importId}: ${figures.join(', ')}${end}`;
}

/** Rows between two lines about an import. */
const ROWS_A_LINE = 100_000;

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
      const parts = [
        pad(shorten(nameOf(task), NAME_MAX), NAME_MAX),
        pad(task.status, 9),
        pad(sentOf(task), 22),
        restOf(task),
      ];
      this.#output.write(`${parts.join('  ').trimEnd()}\n`);
    }
  }

  import(progress: ImportProgress): void {
    if (hasEnded(progress) || progress.rows % ROWS_A_LINE === 0) this.#output.write(`${rowsOf(progress)}\n`);
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

  import(progress: ImportProgress): void {
    this.event('import', { ...progress });
  }

  close(): void {}
}

const DEFAULT_COLUMNS = 80;
const MAX_BARS = 8;
const NAME_MAX = 24;
const BAR_MAX = 32;
const BAR_MIN = 8;
/** The usual width of the text around a bar. */
const TEXT_ROOM = 74;
/** Clears the rest of a line: what was longer before goes, without a moment of emptiness. */
const CLEAR_REST = '\x1b[K';

/** Redraws a block of bars in place, in one write a time. */
class BarProgress implements Progress {
  readonly #output: Output;
  readonly #seen = new Set<string>();
  readonly #imports = new Map<string, string>();
  #drawn = 0;
  #bars: string[] = [];

  constructor(output: Output) {
    this.#output = output;
    output.write('\x1b[?25l');
  }

  event(_name: string, _fields: Record<string, unknown>, lines: string[]): void {
    this.#draw(lines);
  }

  tasks(tasks: WatchedTask[]): void {
    for (const task of tasks) if (!isOver(task)) this.#seen.add(task.taskId);
    const columns = this.#columns();
    const bars = tasks
      .filter(({ taskId }) => this.#seen.has(taskId))
      .slice(-MAX_BARS)
      .map((task) => barOf(task, columns));
    if (bars.join('\n') === this.#bars.join('\n')) return;
    this.#bars = bars;
    this.#draw([]);
  }

  /** A line of its own above the bars, until it has ended. */
  import(progress: ImportProgress): void {
    const line = shorten(rowsOf(progress), this.#columns());
    if (hasEnded(progress)) this.#imports.delete(progress.importId);
    else this.#imports.set(progress.importId, line);
    this.#draw(hasEnded(progress) ? [line] : []);
  }

  close(): void {
    this.#output.write('\x1b[?25h');
  }

  #columns(): number {
    return Math.max(20, (this.#output.columns ?? DEFAULT_COLUMNS) - 1);
  }

  /** Prints lines above the block of imports and bars, and the block below them. */
  #draw(lines: string[]): void {
    const block = [...this.#imports.values(), ...this.#bars];
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A\r` : '';
    const rows = [...lines, ...block].map((line) => `${line}${CLEAR_REST}\n`);
    this.#output.write(`${up}${rows.join('')}\x1b[J`);
    this.#drawn = block.length;
  }
}

/** One line: name, bar, per cent, counts, and what holds it. Where it is narrow it does without the bar. */
export function barOf(task: WatchedTask, columns: number): string {
  const name = shorten(nameOf(task), NAME_MAX);
  const percent = `${Math.floor(task.progress * 100)} %`.padStart(5);
  const tail = [figuresOf(task), nextOf(task)].filter((part) => part !== '').join(' · ');
  // From the width alone, so that it does not jump when the text beside it changes.
  const length = Math.min(BAR_MAX, Math.max(BAR_MIN, columns - TEXT_ROOM));
  const full = Math.floor(task.progress * length);
  const line = `${name}  ${'█'.repeat(full)}${'░'.repeat(length - full)} ${percent}  ${tail}`;
  return width(line) <= columns ? line : shorten(`${name} ${percent}  ${tail}`, columns);
}

/** Like `sentOf`, in less room. */
const figuresOf = (task: WatchedTask): string => sentOf(task).replace(' of ', '/');

/** Like `restOf`, in less room. */
function nextOf(task: WatchedTask): string {
  const { hold, counts } = task;
  if (hold === null || hold.resumesAt === null || task.error !== null) return restOf(task);
  return `${count(counts.cached)} parked to ${dayAndMinute(hold.resumesAt)}`;
}
