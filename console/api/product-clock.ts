import { useSyncExternalStore } from 'react';

const TICK_MS = 1_000;

/** The product's clock may travel, so the browser's tells only how long ago the product last said its time. */
let base = { product: Date.now(), page: performance.now() };

/** Takes the `now` of an answer, ISO 8601. */
export function setProductTime(now: string): void {
  base = { product: Date.parse(now), page: performance.now() };
}

/** The product's time in milliseconds. */
export const productNow = (): number => base.product + performance.now() - base.page;

const toTheSecond = (): number => Math.floor(productNow() / TICK_MS) * TICK_MS;
/** "Tomorrow" and "in two minutes" stay true while a page is open; a minute is exact enough. */
const toTheMinute = (): number => Math.floor(toTheSecond() / 60_000) * 60_000;

function everyTick(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

/** The product's time to the minute, which renders again when it changes. */
export const useNow = (): number => useSyncExternalStore(everyTick, toTheMinute);
