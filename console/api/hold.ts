import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client.ts';
import type { Account } from './overview.ts';

/** Holds all sending, or releases it. */
export function useHold() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: 'hold' | 'release') => api((client) => client.post<Account>(`/v1/account/${act}`)),
    onSettled: () => queries.invalidateQueries(),
  });
}
