import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';

/** A recipient of a list, with what differs from reader to reader. */
export interface ListReader {
  email: string;
  data: Record<string, unknown> | null;
}

/** Readers of a list that are offered to look at a mail as one of them. */
export const MOST_READERS = 100;

/** The first readers of a list; none without a list. */
export const useFirstReaders = (listId: string | null) =>
  useQuery({
    queryKey: ['first-readers', listId],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<{ items: ListReader[] }>('/v1/lists/{id}/recipients', {
          params: { id: listId ?? '' },
          query: { limit: MOST_READERS },
          signal,
        }),
      ),
    select: ({ items }) => items,
    enabled: listId !== null,
    staleTime: 60_000,
  });
