const ATTEMPTS = 3;

/**
 * Work that is held against limits of time and memory, up to three times: what it needs is what it needs at best, for
 * the garbage of other tests and whatever else runs only add to it. Throws what the last attempt threw.
 */
export async function atBest<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
