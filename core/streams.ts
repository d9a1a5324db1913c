import type { Clock, Instant } from './clock.ts';

/**
 * Does something with each item of a stream of pages, up to `streams` items side by side, and begins no more of them
 * once `until` has come. Answers whether all were begun. After an error no more are begun, and it is thrown.
 */
export async function forEachOf<Item>(
  pages: AsyncIterable<readonly Item[]>,
  { streams, until, clock }: { streams: number; until: Instant; clock: Pick<Clock, 'now'> },
  act: (item: Item) => Promise<void>,
): Promise<boolean> {
  let isOver = false;
  for await (const page of pages) {
    const items = page.values();
    const stream = async () => {
      for (const item of items) {
        isOver ||= clock.now() >= until;
        if (isOver) return;
        try {
          await act(item);
        } catch (error) {
          isOver = true;
          throw error;
        }
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: Math.min(streams, page.length) }, stream));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    if (isOver) return false;
  }
  return true;
}
