import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page, Suppression } from './answers.ts';
import { api } from './client.ts';
import { PEOPLE } from './people.ts';

const SUPPRESSIONS = 'suppressions';

export interface SuppressionFilter {
  email?: string | undefined;
  reason?: Suppression['reason'] | undefined;
  domain?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** A page of who is not mailed, newest first. */
export const useSuppressions = (query: SuppressionFilter) =>
  useQuery({
    queryKey: [SUPPRESSIONS, query],
    queryFn: ({ signal }) =>
      api((client) => client.get<Page<Suppression>>('/v1/suppressions', { query: { ...query }, signal })),
    placeholderData: keepPreviousData,
  });

/** What a suppression is made of. `domain`: of an unsubscribe. */
export type NewSuppression = Pick<Suppression, 'email' | 'reason' | 'domain'>;

const bodyOf = ({ email, reason, domain }: NewSuppression) => ({ email, reason, ...(domain !== null && { domain }) });

/** Suppresses addresses one after the other; throws at the first that is refused, and those before it stay. */
export const useSuppress = () =>
  useChange(async (all: readonly NewSuppression[]) => {
    for (const one of all) await api((client) => client.post<Suppression>('/v1/suppressions', bodyOf(one)));
  });

/** Takes away one suppression; others of the address stay. */
export const useUnsuppress = () =>
  useChange(({ email, domain, reason }: NewSuppression) =>
    api((client) =>
      client.delete('/v1/suppressions/{email}', { params: { email }, query: { domain: domain ?? undefined, reason } }),
    ),
  );

function useChange<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([SUPPRESSIONS, PEOPLE].map((queryKey) => queries.invalidateQueries({ queryKey: [queryKey] }))),
  });
}
