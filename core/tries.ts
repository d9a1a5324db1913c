/** The answer of an attempt that another writer forestalled: what it read was no longer so when it wrote. */
export const AGAIN: unique symbol = Symbol('again');

/** Others were quicker each time. Nothing was done by the last attempt, and all of it may be tried again later. */
class Contended extends Error {
  constructor(what: string, n: number) {
    super(`${what}: forestalled by others in each of ${n} tries`);
    this.name = 'Contended';
  }
}

/**
 * Reads, decides and writes again, up to `n` times, as long as others come first: the one loop for that, with its bound
 * and its pace. `attempt` answers `AGAIN` where a condition was refused. In the end it throws `Contended` about `what`,
 * or answers `otherwise` where that is given.
 */
export async function tries<T>(
  n: number,
  what: string,
  attempt: () => Promise<T | typeof AGAIN>,
  otherwise?: () => T,
): Promise<T> {
  for (let made = 0; made < n; made += 1) {
    const answer = await attempt();
    if (answer !== AGAIN) return answer as T;
  }
  if (otherwise) return otherwise();
  throw new Contended(what, n);
}
