import type { MailPlace } from '../mail/mail-event.ts';
import { readSegment } from '../runs/segment-store.ts';
import type { Tables } from '../tables.ts';

/** Segments remembered: the day of a segment never changes, and its mails' events come close together. */
const REMEMBERED = 2_000;

/** The quota day on which a mail's segment was granted, which is the day that its hand-over counts on. */
export class SegmentDays {
  readonly #tables: Tables;
  readonly #known = new Map<string, { day: string; n: number }>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Null when there is no such mail here. */
  async of({ runId, serial, index }: MailPlace): Promise<string | null> {
    const name = `${runId}-${serial}`;
    const segment = this.#known.get(name) ?? (await readSegment(this.#tables, runId, serial));
    if (!segment || index >= segment.n) return null;
    this.#known.set(name, { day: segment.day, n: segment.n });
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return segment.day;
  }
}
