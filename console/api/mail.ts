import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Email } from 'postal-mime';
import { problemFrom } from '../../adapters/api/problem.ts';
import { api } from './client.ts';
import { loadChunk } from './version.ts';

/** A mail of the inbox, as it came and as it reads. */
export interface OpenedMail {
  source: string;
  mail: Email;
}

/** Mails do not change. The parser is loaded with the first of them. */
export const useMail = (id: string) =>
  useQuery({
    queryKey: ['mail', id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<OpenedMail> => {
      const path = `/_local/inbox/${encodeURIComponent(id)}`;
      const response = await fetch(path, { signal });
      if (!response.ok) throw problemFrom(response, await response.text(), `GET ${path}`);
      const source = await response.text();
      const { default: PostalMime } = await loadChunk(() => import('postal-mime'));
      return { source, mail: await PostalMime.parse(source) };
    },
  });

export const READER_ACTS = ['open', 'click', 'bounce', 'complain'] as const;
export type ReaderAct = (typeof READER_ACTS)[number];

/** Does what a reader, or their mail server, does with the mail. The product hears of it as of a real one. */
export function useReaderAct(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: ReaderAct) => api((client) => client.post<null>(`/_local/inbox/${id}/${act}`)),
    onSettled: () => queries.invalidateQueries(),
  });
}

/** Forgets all mails of the inbox. */
export function useForgetMails() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api((client) => client.delete('/_local/inbox')),
    onSettled: () => queries.invalidateQueries(),
  });
}
