import { useSyncExternalStore } from 'react';

/** The script that a page begins with. Its name has a hash, and is another in each version. */
const MAIN = /\/assets\/main-[\w-]+\.js/;
/** A page asks no more often whether there is a newer version. */
const ASKED_EVERY = 5 * 60_000;
/** A page that is looked at for hours is never focused anew. */
const LOOK_MS = 30 * 60_000;
/** The version that a page was loaded anew for, and got again. */
const RELOADED = 'mailramp-reloaded';

const own = MAIN.exec(document.querySelector('script[src*="/assets/main-"]')?.getAttribute('src') ?? '')?.[0];

let isNewer = false;
let isTyped = false;
let askedAt = performance.now();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the server has a newer version than this page. */
export const useNewerVersion = (): boolean => useSyncExternalStore(subscribe, () => isNewer);

/** Asks now and then, when the page is looked at; and notices what is typed into it. */
export function followVersion(): void {
  const look = (): void => {
    if (document.visibilityState === 'hidden' || isNewer || performance.now() - askedAt < ASKED_EVERY) return;
    void ask();
  };
  addEventListener('focus', look);
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_MS);
  addEventListener('input', () => {
    isTyped = true;
  });
}

/** On the way to another page, which nothing is typed into yet. */
export function forgetTyped(): void {
  isTyped = false;
}

/** The page is not changed as a rule, so that this costs an answer without a body. */
async function ask(): Promise<void> {
  askedAt = performance.now();
  const page = await fetch('/console/', { cache: 'no-cache', credentials: 'omit' }).then(
    (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  );
  const [main] = MAIN.exec(page) ?? [];
  if (main === undefined || own === undefined || main === own) return;
  isNewer = true;
  for (const listener of listeners) listener();
}

/**
 * Loads a script that is needed only now. The server of a newer version does not have it any more: then the page loads
 * itself anew, once, unless something is typed into it, whose writer is told. Throws when it cannot be loaded.
 */
export async function loadChunk<Chunk>(load: () => Promise<Chunk>): Promise<Chunk> {
  try {
    return await load();
  } catch (error) {
    await ask();
    if (!isNewer || isTyped || wasReloaded()) throw error;
    location.reload();
    // The page goes on showing what it shows until it is gone.
    return await new Promise<never>(() => undefined);
  }
}

/** Whether the page was loaded anew already and is the same, as while two versions answer. Remembers that it is. */
function wasReloaded(): boolean {
  try {
    if (sessionStorage.getItem(RELOADED) === own) return true;
    sessionStorage.setItem(RELOADED, own ?? '');
    return false;
  } catch {
    return true;
  }
}
