import type { Item } from '../tables.ts';

/**
 * The items of streams that are each in the order of their hashes, in that order. Of several with the same hash only
 * that of the first stream is in it. Holds one page of each stream.
 */
export async function* mergedByHash(streams: AsyncGenerator<Item[]>[]): AsyncGenerator<Item[]> {
  const [only, ...others] = streams;
  if (only && others.length === 0) {
    yield* only;
    return;
  }
  const all = streams.map((pages) => new Stream(pages));
  for (;;) {
    await Promise.all(all.map((stream) => stream.fill()));
    const open = all.filter(({ last }) => last !== null);
    if (open.length === 0) return;
    // Up to here every stream is in memory; at least one of them is used up by it.
    const [end = ''] = /* fence: merge-end */ open.map(({ last }) => last ?? '').sort();
    yield eachHashOnce(open.map((stream) => stream.takeTo(end)));
  }
}

/** The sort is stable, so that of equal hashes the one of the first stream comes first. */
function eachHashOnce(pages: Item[][]): Item[] {
  const items = pages.flat().sort((a, b) => (a.sk < b.sk ? -1 : a.sk > b.sk ? 1 : 0));
  return items.filter(({ sk }, i) => /* fence: each-hash-once */ sk !== items[i - 1]?.sk);
}

/** A stream and what is left of its page. */
class Stream {
  readonly #pages: AsyncGenerator<Item[]>;
  #page: Item[] = [];

  constructor(pages: AsyncGenerator<Item[]>) {
    this.#pages = pages;
  }

  /** The last hash of the page; null at the end of the stream. */
  get last(): string | null {
    return this.#page.at(-1)?.sk ?? null;
  }

  /** Reads on where the page is used up. */
  async fill(): Promise<void> {
    while (this.#page.length === 0) {
      const next = await this.#pages.next();
      if (next.done) return;
      this.#page = next.value;
    }
  }

  takeTo(end: string): Item[] {
    const after = this.#page.findIndex(({ sk }) => sk > end);
    return this.#page.splice(0, after < 0 ? this.#page.length : after);
  }
}
