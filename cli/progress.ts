import type { ImportProgress } from '../core/audience/import/run-import.ts';
import type { Output } from './output.ts';
import { paintBar, paintFor } from './paint.ts';
import { count, dayAndMinute, minute, pad, plain, shorten } from './text.ts';
import type { WatchedTask } from './watcher.ts';

/** How far an import is, of a list or of the suppressions. */
type ShownImport = Omit<ImportProgress, 'listId'>;

/** Shows what happens. Lines are for people; events for programs. */
export interface Progress {
  /** Something that happened once. */
  event(name: string, fields: Record<string, unknown>, lines: string[]): void;
  /** How the tasks stand. Called again and again; what did not change is not shown again. */
  tasks(tasks: WatchedTask[]): void;
  /** How far an import is; the last time, that it has ended. */
  import(progress: ShownImport): void;
  /** Leaves the terminal in order. */
  close(): void;
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

/** `500 of 3,500 sent, 1 failed`; nothing before a first run has counted its recipients. */
export function sentOf(task: Pick<WatchedTask, 'counts' | 'status'>): string {
  const { counts, status } = task;
  if (counts.requested === 0) return status === 'finished' ? 'nobody to send to' : '';
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

export const hasEnded = ({ status }: Pick<ShownImport, 'status'>): boolean =>
  status === 'finished' || status === 'failed';

/** `import 17: 20,000 rows, 19,000 added, 900 repeated, 100 invalid`. */
function rowsOf({ importId, status, error, rows, added, repeated, invalid }: ShownImport): string {
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

/** A task in a line without a bar. */
function lineOf(task: WatchedTask): string {
  const name = pad(shorten(nameOf(task), NAME_MAX), NAME_MAX);
  return [name, pad(task.status, 9), pad(sentOf(task), 22), restOf(task)].join('  ').trimEnd();
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
    for (const task of this.#changes.of(tasks)) this.#output.write(`${lineOf(task)}\n`);
  }

  import(progress: ShownImport): void {
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

  import(progress: ShownImport): void {
    this.event('import', { ...progress });
  }

  close(): void {}
}

const DEFAULT_COLUMNS = 80;
const MAX_BARS = 8;
const NAME_MAX = 24;
const NAME_MIN = 12;
const BAR_MAX = 32;
const BAR_MIN = 8;
/** Columns that a line must have to get a bar. */
const BAR_FROM = 60;
/** The usual width of what is right of the name, with the shortest bar. */
const TEXT_ROOM = 66;
const GLYPHS = { sent: '█', failed: '×', skipped: '·', rest: '░' };
/** Clears the rest of a line: what was longer before goes, without a moment of emptiness. */
const CLEAR_REST = '\x1b[K';

/** Redraws a block of bars in place, in one write a time. */
class BarProgress implements Progress {
  readonly #output: Output;
  /** What held the tasks that are not over at the last look. */
  readonly #seen = new Map<string, string>();
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

  /** Holds leave a line above the bars, and so does the bar of a task that is over. */
  tasks(tasks: WatchedTask[]): void {
    const columns = this.#columns();
    const lines = tasks.flatMap((task) => this.#tracesOf(task).map((line) => shorten(line, columns)));
    const bars = tasks
      .filter(({ taskId }) => this.#seen.has(taskId))
      .slice(-MAX_BARS)
      .map((task) => barOf(task, columns));
    if (lines.length === 0 && bars.join('\n') === this.#bars.join('\n')) return;
    this.#bars = bars;
    this.#draw(lines);
  }

  #tracesOf(task: WatchedTask): string[] {
    const before = this.#seen.get(task.taskId);
    const hold = JSON.stringify(task.hold && [task.hold.reason, task.hold.resumesAt, task.runId]);
    if (!isOver(task)) {
      this.#seen.set(task.taskId, hold);
      return before === undefined || before === hold || task.hold === null ? [] : [lineOf(task)];
    }
    this.#seen.delete(task.taskId);
    return before === undefined ? [] : [barOf(task, this.#columns())];
  }

  /** A line of its own above the bars, until it has ended. */
  import(progress: ShownImport): void {
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
    const paint = paintFor(this.#output);
    const rows = [...lines, ...block].map((line) => `${paintBar(paint, line)}${CLEAR_REST}\n`);
    this.#output.write(`${up}${rows.join('')}\x1b[J`);
    this.#drawn = block.length;
  }
}

/**
 * One line: name, bar, share that was sent, counts, and what holds it. Its parts stay where they are, whatever the text
 * at its end; only where a line is very narrow, it has no bar.
 */
export function barOf(task: WatchedTask, columns: number): string {
  const room = Math.min(NAME_MAX, Math.max(NAME_MIN, columns - TEXT_ROOM));
  const tail = [figuresOf(task), nextOf(task)].filter((part) => part !== '').join(' · ');
  const length = Math.min(BAR_MAX, Math.max(BAR_MIN, columns - TEXT_ROOM - NAME_MAX));
  const bar = columns < BAR_FROM ? '' : ` ${cellsOf(task, length)}`;
  return shorten(`${shorten(nameOf(task), room)} ${bar} ${percentOf(task)}  ${tail}`.trimEnd(), columns);
}

/** The share that was sent, rounded down: 100 % is everybody. */
function percentOf({ counts: { sent, requested }, progress }: WatchedTask): string {
  return `${Math.floor((requested === 0 ? progress : sent / requested) * 100)} %`.padStart(5);
}

/** What was sent is a bar; what was not is in glyphs of its own, rounded up, so that a single failure shows. */
function cellsOf({ counts }: WatchedTask, length: number): string {
  const { requested, failed, unknown, skipped, cached, inFlight } = counts;
  let left = length;
  const cells = (glyph: string, n: number): string => {
    const wide = requested === 0 ? 0 : Math.min(left, Math.ceil((n / requested) * length));
    left -= wide;
    return glyph.repeat(wide);
  };
  const bad = cells(GLYPHS.failed, failed + unknown);
  const rest = cells(GLYPHS.rest, cached + inFlight);
  const out = cells(GLYPHS.skipped, skipped);
  const sent = (requested === 0 ? GLYPHS.rest : GLYPHS.sent).repeat(left);
  return `${sent}${bad}${out}${rest}`;
}

/** Like `sentOf`, in less room. */
const figuresOf = (task: WatchedTask): string => sentOf(task).replace(' of ', '/');

/** Like `restOf`, in less room. */
function nextOf(task: WatchedTask): string {
  const { hold, counts } = task;
  if (hold === null || hold.resumesAt === null || task.error !== null) return restOf(task);
  return `${count(counts.cached)} parked to ${dayAndMinute(hold.resumesAt)}`;
}
