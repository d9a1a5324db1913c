import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { domainAnswer } from '../../lambdas/domains/schemas.ts';
import type { statisticsAnswer } from '../../lambdas/insight/schemas.ts';
import type { accountAnswer } from '../../lambdas/tasks/account.ts';
import type { Page } from './answers.ts';
import { api } from './client.ts';

export type Account = z.infer<typeof accountAnswer>;
export type Domain = z.infer<typeof domainAnswer>;
export type Statistics = z.infer<typeof statisticsAnswer>;

/** The whole changes slowly: tasks alone are live. */
const calm = { refetchInterval: 60_000, refetchIntervalInBackground: false, placeholderData: keepPreviousData };
const MOST_DOMAINS = 50;

const ACCOUNT = ['account'];

export const useAccount = () =>
  useQuery({
    ...calm,
    queryKey: ACCOUNT,
    queryFn: ({ signal }) => api((client) => client.get<Account>('/v1/account', { signal })),
  });

export const useFirstDomains = () =>
  useQuery({
    ...calm,
    queryKey: ['domains', 'overview'],
    queryFn: ({ signal }) =>
      api((client) => client.get<Page<Domain>>('/v1/domains', { query: { limit: MOST_DOMAINS }, signal })),
  });

/** What the checklist asks for: whether there is any. */
export const useAny = (path: '/v1/lists' | '/v1/templates' | '/v1/tasks', query: Record<string, string> = {}) =>
  useQuery({
    ...calm,
    queryKey: ['any', path, query],
    queryFn: async ({ signal }) => {
      const { items } = await api((client) =>
        client.get<Page<object>>(path, { query: { ...query, limit: 1 }, signal }),
      );
      return items.length > 0;
    },
  });

/** The bulk mail of some quota days. */
export const useStatistics = (from: string, to: string) =>
  useQuery({
    ...calm,
    queryKey: ['statistics', from, to],
    queryFn: ({ signal }) => api((client) => client.get<Statistics>('/v1/statistics', { query: { from, to }, signal })),
  });
