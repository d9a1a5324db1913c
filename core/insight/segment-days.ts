import type { Instant } from '../clock.ts';
import type { MailPlace } from '../mail/mail-event.ts';
import { readSegment } from '../runs/segment-store.ts';
import type { Tables } from '../tables.ts';

/** Segments remembered: the day of a segment never changes, and its mails' events come close together. */
const REMEMBERED = 2_000;
const FIRST_SERIAL = 0;

interface Remembered {
  day: string;
  n: number;
  openedAt: Instant;
}

/** The quota day on which a mail's segment was granted, which is the day that its hand-over counts on. */
export class SegmentDays {
  readonly #tables: Tables;
  readonly #known = new Map<string, Remembered>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Null when there is no such mail here. */
  async of({ runId, serial, index }: MailPlace): Promise<string | null> {
    const segment = await this.#read(runId, serial);
    return segment === null || index >= segment.n ? null : segment.day;
  }

  /** When the first segment of a run was claimed; null when the run is not here. */
  async firstOf(runId: string): Promise<Instant | null> {
    return (await this.#read(runId, FIRST_SERIAL))?.openedAt ?? null;
  }

  async #read(runId: string, serial: number): Promise<Remembered | null> {
    const name = `${runId}-${serial}`;
    const segment = this.#known.get(name) ?? (await readSegment(this.#tables, runId, serial));
    if (!segment) return null;
    this.#known.set(name, { day: segment.day, n: segment.n, openedAt: segment.openedAt });
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return segment;
  }
}
