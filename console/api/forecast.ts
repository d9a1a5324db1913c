import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { DomainForecast } from './answers.ts';
import { api } from './client.ts';
import type { WarmUpChange } from './domains.ts';

/** What a forecast takes for granted beside what is there. */
export interface Supposed extends Omit<WarmUpChange, 'limitOther'> {
  add?: { label: string; mails: number; at: string | null }[];
}

/** Quota days that are asked for: the longest range of a ramp. */
const DAYS = 90;
const EVERY = 60_000;

const readForecast = (domain: string, supposed: Supposed, signal: AbortSignal): Promise<DomainForecast> =>
  api((client) =>
    client.post('/v1/domains/{domain}/forecast', { ...supposed, days: DAYS }, { params: { domain }, signal }),
  );

/** What a domain will send in the coming days, as it is and under a supposition. It changes nothing. */
const forecastOf = (domain: string, supposed: Supposed = {}) => ({
  queryKey: ['forecast', domain, supposed],
  queryFn: ({ signal }: { signal: AbortSignal }) => readForecast(domain, supposed, signal),
  refetchInterval: EVERY,
});

export const useForecast = (domain: string, supposed: Supposed = {}) =>
  useQuery({ ...forecastOf(domain, supposed), placeholderData: keepPreviousData });

/** The most domains whose forecasts are asked for together. */
const MOST_DOMAINS = 10;

/** What each of several domains will send; one that fails leaves the others. */
export const usePlans = (domains: readonly string[]) =>
  useQueries({
    queries: domains.slice(0, MOST_DOMAINS).map((domain) => forecastOf(domain)),
    combine: (results) =>
      results.map(({ data, error, refetch }, i) => ({
        domain: domains[i] ?? '',
        forecast: data,
        error: data === undefined ? error : null,
        retry: () => void refetch(),
      })),
  });
