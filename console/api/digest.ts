import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { digestOf } from '../logic/digest.ts';
import type { ShownRun } from '../logic/shown-run.ts';
import type { Page, RunRecipient } from './answers.ts';
import { api } from './client.ts';
import { TASKS } from './tasks.ts';

const PAGE = 100;
/** Pages that are read of a run: what came of more than that many recipients is estimated from them. */
const MAX_PAGES = 20;
/** What happens to mails after they were handed over comes in later. */
const PACE_MS = 15_000;

/** What came of a run's mails, counted over its recipients, or over the first of them if they are many. */
export const useDigest = (id: string, run: Pick<ShownRun, 'runId' | 'status'> | null) =>
  useQuery({
    queryKey: [TASKS, id, 'digest', run?.runId],
    queryFn: async ({ signal }) => digestOf(await readFirst(id, run?.runId, signal)),
    enabled: run !== null,
    placeholderData: keepPreviousData,
    refetchInterval: PACE_MS,
  });

async function readFirst(id: string, runId: string | undefined, signal: AbortSignal): Promise<RunRecipient[]> {
  const read: RunRecipient[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { runId, limit: PAGE, cursor };
    const { items, nextCursor } = await api((client) =>
      client.get<Page<RunRecipient>>('/v1/tasks/{id}/recipients', { params: { id }, query, signal }),
    );
    read.push(...items);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return read;
}
