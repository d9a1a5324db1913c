import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../adapters/api/problem.ts';
import { productNow } from './product-clock.ts';

const RETRY_WAITS = [1_000, 3_000];

let answered = productNow();
/** The product's time when it answered last, in milliseconds. */
export const answeredAt = (): number => answered;

/**
 * Reads are made again after a fault of the network or the server; writes never by themselves, nor do they wait for a
 * network: what was asked for an hour ago may not be wanted any more.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: () => {
      answered = productNow();
    },
  }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < RETRY_WAITS.length && isPassing(error),
      retryDelay: (failures, error) => waitOf(error) ?? RETRY_WAITS[failures] ?? 3_000,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Whether the same call may succeed in a while: no answer came, or the server could not, or not so soon. */
export const isPassing = (error: Error): boolean =>
  !(error instanceof ApiProblem) || error.status === 429 || error.status >= 500;

/** The milliseconds that an answer asks its caller to wait; null where it does not. */
export const waitOf = (error: Error | null): number | null =>
  error instanceof ApiProblem && error.retryAfter !== null ? error.retryAfter * 1_000 : null;
