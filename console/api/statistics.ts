import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Statistics } from './answers.ts';
import { api } from './client.ts';

/** Quota days as ISO dates, both included; without a domain all of them together. */
export interface StatisticsRange {
  from: string;
  to: string;
  domain?: string | undefined;
}

export const useStatistics = ({ from, to, domain }: StatisticsRange) =>
  useQuery({
    queryKey: ['statistics', from, to, domain],
    queryFn: ({ signal }) =>
      api((client) => client.get<Statistics>('/v1/statistics', { query: { from, to, domain }, signal })),
    placeholderData: keepPreviousData,
  });
