import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ShownRun } from '../logic/shown-run.ts';
import type { RunLinks, RunStatistics } from './answers.ts';
import { api } from './client.ts';
import { TASKS } from './tasks.ts';

/** What happens to mails after they were handed over comes in for days. */
const PACE_MS = 15_000;

const useResult = <Answer>(path: '/v1/tasks/{id}/statistics' | '/v1/tasks/{id}/links', id: string, run: Shown) =>
  useQuery({
    queryKey: [TASKS, id, path, run?.runId],
    queryFn: ({ signal }) =>
      api((client) => client.get<Answer>(path, { params: { id }, query: { runId: run?.runId }, signal })),
    enabled: run !== null,
    placeholderData: keepPreviousData,
    refetchInterval: PACE_MS,
  });

type Shown = Pick<ShownRun, 'runId'> | null;

/** What came of a run; nothing is asked before the first one. */
export const useRunStatistics = (id: string, run: Shown) =>
  useResult<RunStatistics>('/v1/tasks/{id}/statistics', id, run);

/** Which links its readers followed. */
export const useRunLinks = (id: string, run: Shown) => useResult<RunLinks>('/v1/tasks/{id}/links', id, run);
