import type { CDPSession, Page } from 'playwright-core';

/** What a page has seen of its own speed since it was loaded. Times are in milliseconds. */
export interface Vitals {
  /** When the largest thing was painted. */
  lcp: number;
  /** How far things moved by themselves in the worst burst, in shares of the window. */
  cls: number;
  /** How long each click and key took until the next picture, those that took less than 16 ms left out. */
  interactions: number[];
}

/** Must run before the page does. */
const OBSERVE = `(() => {
  const seen = { lcp: 0, cls: 0, byId: {} };
  globalThis.vitals = seen;
  const observe = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  observe('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime; });
  let shifts = { began: -Infinity, last: -Infinity, sum: 0 };
  observe('layout-shift', ({ hadRecentInput, startTime: at, value }) => {
    if (hadRecentInput) return;
    // A burst ends after a second without a shift, and after five in all (web.dev/articles/cls).
    if (at - shifts.last > 1000 || at - shifts.began > 5000) shifts = { began: at, last: at, sum: 0 };
    shifts = { ...shifts, last: at, sum: shifts.sum + value };
    seen.cls = Math.max(seen.cls, shifts.sum);
  });
  observe('event', ({ interactionId: id, duration }) => {
    if (id) seen.byId[id] = Math.max(seen.byId[id] ?? 0, duration);
  }, { durationThreshold: 16 });
})();`;

/** Has all that is loaded in this page from now on look at its own speed. */
export async function observeVitals(page: Page): Promise<void> {
  await page.addInitScript(OBSERVE);
}

export const vitalsOf = (page: Page): Promise<Vitals> =>
  page.evaluate(() => {
    const { vitals } = globalThis as unknown as { vitals: { lcp: number; cls: number; byId: Record<string, number> } };
    return { lcp: vitals.lcp, cls: vitals.cls, interactions: Object.values(vitals.byId) };
  });

/** Makes the page's processor so many times slower. */
export async function slowDown(session: CDPSession, times: number): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}

/** What the page keeps once what nobody needs is thrown away: megabytes of JavaScript, and nodes of the document. */
export async function keptBy(session: CDPSession, page: Page): Promise<{ megabytes: number; nodes: number }> {
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const bytes = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
  return { megabytes: bytes / 1_000_000, nodes: await page.evaluate(() => document.querySelectorAll('*').length) };
}
