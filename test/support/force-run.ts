import { runKey } from '../../core/keys.ts';
import type { Tables, Value } from '../../core/tables.ts';

/** Puts a run into a state by hand, which no transition need lead to. */
export async function forceRun(
  tables: Pick<Tables, 'write'>,
  runId: string,
  set: Record<string, Value>,
): Promise<void> {
  await tables.write({ kind: 'update', table: 'Campaigns', key: runKey(runId), set });
}
