import type { Tables, TransactResult, Write } from './tables.ts';

const ATTEMPTS = 3;

/**
 * Carries out a transaction whose answer may be lost: the same writes under the same token, so that a repetition of
 * what was committed has no second effect. After the last attempt the error goes to the caller.
 */
export async function commit(tables: Tables, writes: Write[], token: string): Promise<TransactResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tables.transact(writes, token);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}
