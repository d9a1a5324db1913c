import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page, Sender } from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';

const SENDERS = 'senders';

export const useSenders = (query: { cursor?: string | undefined; limit?: number }) =>
  useQuery({
    queryKey: [SENDERS, query],
    queryFn: ({ signal }) => api((client) => client.get<Page<Sender>>('/v1/senders', { query, signal })),
    placeholderData: keepPreviousData,
  });

export type SenderForm = Pick<Sender, 'address' | 'name' | 'replyTo'>;

/** Creates a sender, or changes the defaults of one. `existing`: whether it is there already. */
export function useSaveSender(existing: boolean) {
  const queries = useQueryClient();
  const key = useCreationKey();
  return useMutation({
    mutationFn: ({ address, ...defaults }: SenderForm) =>
      api((client) =>
        existing
          ? client.patch<Sender>('/v1/senders/{address}', defaults, { params: { address } })
          : client.post<Sender>('/v1/senders', { address, ...defaults }, { idempotencyKey: key.current() }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: [SENDERS] }),
    onSettled: key.answered,
  });
}

export function useDeleteSender() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (address: string) => api((client) => client.delete('/v1/senders/{address}', { params: { address } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [SENDERS] }),
  });
}
