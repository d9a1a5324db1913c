import type { Instant } from '../clock.ts';
import { RUN_LINKS, runLinkKey, statisticsOfRun } from '../keys.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables } from '../tables.ts';
import { RUN_STATISTICS_KEPT, readRunEvents } from './run-statistics.ts';

/** Links of a run that are told apart: those that were followed first. The readers of all others count together. */
export const MAX_LINKS = 200;
/** Characters of a link; the readers of a longer one count with all others. */
export const MAX_LINK_LENGTH = 1_000;
/** The number of all links that are not told apart. */
const OTHER = MAX_LINKS;
/** Runs whose links a process remembers. */
const REMEMBERED = 20;

interface LinkRow {
  url: string;
  number: number;
  ttl: number;
}

const row = rowOf<LinkRow>('link of a run');

/**
 * A link as it is counted: without a password, and null for what is no address of the web, is too long, or names its
 * reader, whose address does not belong into a count.
 */
export function countableLink(link: string | null, email: string): string | null {
  if (link === null || link.length > MAX_LINK_LENGTH || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.username = '';
  url.password = '';
  const { href } = url;
  return href.length > MAX_LINK_LENGTH || names(href, email) ? null : href;
}

/** Whether a link holds an address, as it is or with `@` and other characters encoded once or twice. */
function names(href: string, email: string): boolean {
  const address = email.toLowerCase();
  let text = href.toLowerCase();
  for (let decoding = 0; decoding < 3; decoding += 1) {
    if (text.includes(address)) return true;
    text = text.replaceAll(/%([0-7][0-9a-f])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  }
  return false;
}

/** The numbers of the links of runs. A number, once it is given, is that of the same link for all recorders. */
export class RunLinks {
  readonly #tables: Tables;
  readonly #known = new Map<string, Map<string, number>>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** The number of a link; a link that is followed for the first time gets one. `firstAt`: as in `RunNews`. */
  async numberOf({ runId, firstAt }: { runId: string; firstAt: Instant }, url: string | null): Promise<number> {
    if (url === null) return OTHER;
    let numbers = this.#known.get(runId) ?? (await this.#read(runId));
    for (;;) {
      const known = numbers.get(url);
      if (known !== undefined) return known;
      const number = Math.max(-1, ...numbers.values()) + 1;
      if (number >= MAX_LINKS) return OTHER;
      const item = row.item(runLinkKey(runId, number), { url, number, ttl: ttlAt(firstAt + RUN_STATISTICS_KEPT) });
      const when = [/* fence: link-number */ { item: 'missing' } as const];
      const { ok } = await this.#tables.write({ kind: 'put', table: 'Campaigns', item, when });
      if (ok) numbers.set(url, number);
      else numbers = await this.#read(runId);
    }
  }

  async #read(runId: string): Promise<Map<string, number>> {
    const numbers = new Map((await linksOf(this.#tables, runId)).map(({ url, number }) => [url, number]));
    this.#known.delete(runId);
    this.#known.set(runId, numbers);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return numbers;
  }
}

/** Those that got a number, in its order. Strongly consistent. */
async function linksOf(tables: Tables, runId: string): Promise<Pick<LinkRow, 'url' | 'number'>[]> {
  const { items } = await tables.query({
    table: 'Campaigns',
    pk: statisticsOfRun(runId),
    prefix: RUN_LINKS,
    limit: MAX_LINKS,
  });
  return items.map((item) => {
    const r = row.reader(item);
    return { url: r.text('url'), number: r.number('number') };
  });
}

/** How many readers followed each link of a run, the most followed first, and how many any other link. */
export async function readRunLinks(
  tables: Tables,
  runId: string,
): Promise<{ items: { url: string; readers: number }[]; other: number }> {
  const { links: readers } = await readRunEvents(tables, runId);
  const items: { url: string; readers: number }[] = [];
  for (const { url, number } of await linksOf(tables, runId)) {
    const n = readers.get(number) ?? 0;
    if (n > 0) items.push({ url, readers: n });
    readers.delete(number);
  }
  const other = [...readers.values()].reduce((sum, n) => sum + n, 0);
  return { items: items.sort((a, b) => b.readers - a.readers), other };
}
