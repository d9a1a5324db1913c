import type { Random } from './random.ts';
import { type Tables, TablesBusy, type TransactResult, type Write } from './tables.ts';

/** Lost answers of the tables after which a transaction is given up. */
const CALLS = 3;

/**
 * Carries out a transaction; nothing else calls `transact`. The adapter repeats a call that met a conflict or whose
 * answer was lost, commit repeats under the same request token what the adapter gave up as lost, so that what was
 * committed already has no second effect; a refused condition is an answer, and only the caller can try again
 * (`tries`). Throws `TablesBusy` as it comes, but never after a loss: then it may have been done.
 */
export async function commit(
  writes: Write[],
  { tables, random }: { tables: Pick<Tables, 'transact'>; random: Pick<Random, 'id'> },
): Promise<TransactResult> {
  const requestToken = random.id();
  let loss: unknown;
  for (let call = 1; ; call += 1) {
    try {
      return await tables.transact(writes, requestToken);
    } catch (error) {
      // After a loss, which may have been carried out, nobody may say that nothing was done.
      if (error instanceof TablesBusy) throw loss ?? error;
      if (call === CALLS) throw error;
      loss = error;
    }
  }
}
