import { DAY, HOUR, type Instant } from '../clock.ts';
import { runStatisticsKey, statisticsOfRun } from '../keys.ts';
import type { MailCounter } from '../mail/statistics-store.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables, Write } from '../tables.ts';

/** Hours after the first mail of a run for which opens and clicks are counted hour by hour. */
export const HOURS = 72;
/** How long the statistics of a run are kept, from its first mail on. */
export const RUN_STATISTICS_KEPT = 400 * DAY;
/** Rows of a run: one for each shard of the recorders, of which there are seldom more than four. */
const ROWS_PER_READ = 1_000;

/** What is counted of a run: the rest serves the reputation of its domain. */
export const RUN_COUNTERS = ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'] as const;
export type RunCounter = (typeof RUN_COUNTERS)[number];

/** The mail events of a run. Each mail counts once for each kind of event. */
export interface RunEvents {
  counts: Record<RunCounter, number>;
  /** When its first segment was claimed; null while no event has come. */
  firstAt: Instant | null;
  /** First opens and first clicks by hour since `firstAt`; later ones are in `counts` only. */
  hours: { opened: number; clicked: number }[];
  /** Readers who followed each link, by its number. */
  links: Map<number, number>;
}

/** Opens and clicks of an hour, and the readers of a link: short names, since a row may have hundreds of them. */
type Numbered = `${'o' | 'c' | 'l'}${number}`;
type Row = Record<RunCounter, number> & { runId: string; firstAt: Instant; ttl: number } & { [name: Numbered]: number };
const isLink = (name: string): name is `l${number}` => /^l\d+$/.test(name);

const row = rowOf<Row>('statistics of a run');

/** What one batch adds to the statistics of a run. */
export class RunNews {
  readonly #runId: string;
  readonly #firstAt: Instant;
  readonly #added: Partial<Record<RunCounter | Numbered, number>> = {};

  /** `firstAt`: when the first segment of the run was claimed. */
  constructor(runId: string, firstAt: Instant) {
    this.#runId = runId;
    this.#firstAt = firstAt;
  }

  count(counts: Partial<Record<MailCounter, number>>): void {
    for (const counter of RUN_COUNTERS) this.#add(counter, counts[counter] ?? 0);
  }

  /** A first open or click. A clock that is slow puts it before the first mail: then it is of the first hour. */
  visit(kind: 'opened' | 'clicked', at: Instant): void {
    const hour = Math.max(0, Math.floor((at - this.#firstAt) / HOUR));
    if (hour < HOURS) this.#add(kind === 'opened' ? `o${hour}` : `c${hour}`, 1);
  }

  /** A link that a reader followed for the first time. */
  follow(number: number): void {
    this.#add(`l${number}`, 1);
  }

  /** None where nothing that is counted is new. */
  writes(shard: number): Write[] {
    const added = Object.fromEntries(Object.entries(this.#added).filter(([, n]) => n !== 0));
    if (Object.keys(added).length === 0) return [];
    const firstAt = this.#firstAt;
    const ttl = ttlAt(firstAt + RUN_STATISTICS_KEPT);
    const key = runStatisticsKey(this.#runId, shard);
    return [{ kind: 'update', table: 'Campaigns', key, ...row.change({ runId: this.#runId, firstAt, ttl }, added) }];
  }

  #add(name: RunCounter | Numbered, n: number): void {
    this.#added[name] = (this.#added[name] ?? 0) + n;
  }
}

/** What is recorded of a run. Strongly consistent. */
export async function readRunEvents(tables: Tables, runId: string): Promise<RunEvents> {
  const { items } = await tables.query({
    table: 'Campaigns',
    pk: statisticsOfRun(runId),
    prefix: 'COUNT#',
    limit: ROWS_PER_READ,
  });
  const counts: RunEvents['counts'] = {
    delivered: 0,
    opened: 0,
    clicked: 0,
    bounced: 0,
    complained: 0,
    unsubscribed: 0,
  };
  const hours = Array.from({ length: HOURS }, () => ({ opened: 0, clicked: 0 }));
  const links = new Map<number, number>();
  let firstAt: Instant | null = null;
  for (const item of items) {
    const r = row.reader(item);
    firstAt = r.instant('firstAt');
    for (const counter of RUN_COUNTERS) counts[counter] += r.number(counter, 0);
    for (const [hour, of] of hours.entries()) {
      of.opened += r.number(`o${hour}`, 0);
      of.clicked += r.number(`c${hour}`, 0);
    }
    for (const name of Object.keys(item).filter(isLink)) {
      const number = Number(name.slice(1));
      links.set(number, (links.get(number) ?? 0) + r.number(name));
    }
  }
  return { counts, firstAt, hours, links };
}
