import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { accountAnswer } from '../../lambdas/tasks/account.ts';
import type { overviewAnswer } from '../../lambdas/tasks/overview.ts';
import { api } from './client.ts';
import { setProductTime } from './product-clock.ts';

export type Account = z.infer<typeof accountAnswer>;
export type Overview = z.infer<typeof overviewAnswer>;
export type Notice = Overview['notices'][number];

/** The whole changes slowly: tasks alone are live. */
const calm = { refetchInterval: 60_000, refetchIntervalInBackground: false, placeholderData: keepPreviousData };

const ACCOUNT = ['account'];

export const useAccount = () =>
  useQuery({
    ...calm,
    // Several parts of a page ask for it, and none of them anew.
    staleTime: calm.refetchInterval / 2,
    queryKey: ACCOUNT,
    queryFn: ({ signal }) => api((client) => client.get<Account>('/v1/account', { signal })),
  });

/** All that the first page shows, in one call. What it says of the account holds for the other pages, too. */
export function useOverview() {
  const queries = useQueryClient();
  return useQuery({
    ...calm,
    queryKey: ['overview'],
    queryFn: async ({ signal }) => {
      const overview = await api((client) => client.get<Overview>('/v1/overview', { signal }));
      setProductTime(overview.now);
      queries.setQueryData(ACCOUNT, overview.account);
      return overview;
    },
  });
}
