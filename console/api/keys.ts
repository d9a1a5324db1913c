import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { apiKeyAnswer, newApiKeyAnswer } from '../../lambdas/access/schemas.ts';
import type { Page, Role } from './answers.ts';
import { api } from './client.ts';

export type ApiKey = z.infer<typeof apiKeyAnswer>;
export type NewApiKey = z.infer<typeof newApiKeyAnswer>;

const KEYS = ['api-keys'];

/** A page of the keys; the secret part of none of them. */
export const useKeys = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...KEYS, cursor],
    queryFn: ({ signal }) => api((client) => client.get<Page<ApiKey>>('/v1/api-keys', { query: { cursor }, signal })),
  });

/** `idempotencyKey`: of the form, so that a repeated click makes one key. */
export function useMakeKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...key }: { name: string; role: Role; idempotencyKey: string }) =>
      api((client) => client.post<NewApiKey>('/v1/api-keys', key, { idempotencyKey })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}

/** Signs out every browser of a key, but not this one. */
export function useEndSessions() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ keyId }: Pick<ApiKey, 'keyId'>) =>
      api((client) => client.delete('/v1/api-keys/{keyId}/sessions', { params: { keyId } })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}

export function useDeleteKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ keyId }: Pick<ApiKey, 'keyId'>) =>
      api((client) => client.delete('/v1/api-keys/{keyId}', { params: { keyId } })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEYS }),
  });
}
