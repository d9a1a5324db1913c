import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { grown } from '../logic/timeline.ts';
import type { Page, Run, RunRecipient, Task, TaskEvent, TaskForecast, Timeline } from './answers.ts';
import { api } from './client.ts';
import { live } from './live.ts';
import { TASKS } from './tasks.ts';

/** The longest list of runs that is offered to choose from. */
const SHOWN_RUNS = 100;

/** One task, asked again as often as it moves. `hiddenPace`: every so many milliseconds also in a hidden tab. */
export const useTask = (id: string, hiddenPace?: number) =>
  useQuery({
    queryKey: [TASKS, id],
    queryFn: ({ signal }) => api((client) => client.get<Task>('/v1/tasks/{id}', { params: { id }, signal })),
    ...live<Task>((task) => [task]),
    ...(hiddenPace !== undefined && { refetchInterval: hiddenPace, refetchIntervalInBackground: true }),
  });

/** Its runs, latest first; those that were missed, too. `status` is the task's: another may mean another run. */
export const useRuns = (id: string, status: Task['status']) =>
  useQuery({
    queryKey: [TASKS, id, 'runs', status],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<Page<Run>>('/v1/tasks/{id}/runs', { params: { id }, query: { limit: SHOWN_RUNS }, signal }),
      ),
    select: ({ items }) => items,
    placeholderData: keepPreviousData,
  });

const TIMELINE_PACE_MS = 5_000;

/**
 * How the outcomes of a run came about; `run` null before the first one. While it sends, only what closed since is
 * asked for; another status reads it from its start, since outcomes may have been settled late.
 */
export function useTimeline(id: string, run: Pick<Run, 'runId' | 'status'> | null) {
  const queries = useQueryClient();
  const queryKey = [TASKS, id, 'timeline', run?.runId, run?.status];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      let known = queries.getQueryData<Timeline>(queryKey);
      do {
        const query = { runId: run?.runId, after: known?.next };
        const since = await api((client) =>
          client.get<Timeline>('/v1/tasks/{id}/timeline', { params: { id }, query, signal }),
        );
        known = grown(known, since);
      } while (known.more);
      return known;
    },
    enabled: run !== null,
    placeholderData: keepPreviousData,
    refetchInterval: run?.status === 'sending' ? TIMELINE_PACE_MS : false,
  });
}

const EVENTS_A_PAGE = 50;

/** What happened to a task, newest first, page after page. What it does, or what is done to it, asks again. */
export const useEvents = ({ taskId, status, updatedAt }: Pick<Task, 'taskId' | 'status' | 'updatedAt'>) =>
  useInfiniteQuery({
    queryKey: [TASKS, taskId, 'events', status, updatedAt],
    queryFn: ({ signal, pageParam }) =>
      api((client) =>
        client.get<Page<TaskEvent>>('/v1/tasks/{id}/events', {
          params: { id: taskId },
          query: { limit: EVENTS_A_PAGE, cursor: pageParam },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
  });

const FORECAST_PACE_MS = 30_000;

/** What the coming days will send of a task; nothing is asked of one that has ended. */
export const useForecast = ({ taskId, status }: Pick<Task, 'taskId' | 'status'>, isWanted = true) =>
  useQuery({
    queryKey: [TASKS, taskId, 'forecast', status],
    queryFn: ({ signal }) =>
      api((client) => client.get<TaskForecast>('/v1/tasks/{id}/forecast', { params: { id: taskId }, signal })),
    enabled: isWanted && status !== 'finished' && status !== 'cancelled',
    placeholderData: keepPreviousData,
    refetchInterval: FORECAST_PACE_MS,
  });

export interface RecipientFilter {
  runId?: string | undefined;
  outcome?: RunRecipient['outcome'] | undefined;
  /** The code of a cause. */
  reason?: string | undefined;
  email?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** The recipients of a run that have an outcome. */
export const useRecipients = (id: string, filter: RecipientFilter) =>
  useQuery({
    queryKey: [TASKS, id, 'recipients', filter],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<Page<RunRecipient>>('/v1/tasks/{id}/recipients', { params: { id }, query: { ...filter }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

/** Renames a task, which is possible in every status but the last ones. */
export function useRename(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      api((client) => client.patch<Task>('/v1/tasks/{id}', { name: name === '' ? null : name }, { params: { id } })),
    // The new name stands at once; a refusal brings the old one back.
    onMutate: (name) => {
      const key = [TASKS, id];
      const before = queries.getQueryData<Task>(key);
      if (before !== undefined) queries.setQueryData<Task>(key, { ...before, name: name === '' ? null : name });
      return before;
    },
    onError: (_, __, before) => {
      if (before !== undefined) queries.setQueryData([TASKS, id], before);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [TASKS] }),
  });
}

export type RetryOutcome = 'failed' | 'unknown';

/** Mails those again whose outcome of the latest run is one of these, in a new run. */
export function useRetry(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (outcome: RetryOutcome) => {
      const idempotencyKey = crypto.randomUUID();
      return api((client) =>
        client.post<Task>('/v1/tasks/{id}/retry', { outcomes: [outcome] }, { params: { id }, idempotencyKey }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [TASKS] }),
  });
}
