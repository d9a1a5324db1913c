import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../adapters/api/problem.ts';

const RETRY_WAITS = [1_000, 3_000];

/** Reads are made again after a fault of the network or the server; writes never by themselves. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < RETRY_WAITS.length && isPassing(error),
      retryDelay: (failures, error) => waitOf(error) ?? RETRY_WAITS[failures] ?? 3_000,
    },
    mutations: { retry: false },
  },
});

const isPassing = (error: Error): boolean =>
  !(error instanceof ApiProblem) || error.status === 429 || error.status >= 500;

const waitOf = (error: Error): number | null =>
  error instanceof ApiProblem && error.retryAfter !== null ? error.retryAfter * 1_000 : null;
