import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { MailContent, Person, Preview } from './answers.ts';
import { api } from './client.ts';

/** What everything that is known of people is kept under. */
export const PEOPLE = 'people';

/** What is known of an address; a text that is none answers 404. */
export const usePerson = (email: string | undefined) =>
  useQuery({
    queryKey: [PEOPLE, email],
    queryFn: ({ signal }) =>
      api((client) => client.get<Person>('/v1/people/{email}', { params: { email: email ?? '' }, signal })),
    enabled: email !== undefined,
  });

/** A mail as it was sent, which does not change. `mailId` null: there is none. */
export const useMailContent = (mailId: string | null) =>
  useQuery({
    queryKey: ['mail-content', mailId],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<MailContent>('/v1/emails/{mailId}/content', { params: { mailId: mailId ?? '' }, signal }),
      ),
    enabled: mailId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A template as somebody would get it now, with their data in a list. */
export const useWouldGet = (templateId: string | null, reader: { email: string; listId?: string | undefined }) =>
  useQuery({
    queryKey: ['templates', 'would-get', templateId, reader],
    queryFn: ({ signal }) =>
      api((client) =>
        client.post<Preview>('/v1/templates/{id}/preview', reader, { params: { id: templateId ?? '' }, signal }),
      ),
    enabled: templateId !== null,
    placeholderData: keepPreviousData,
  });
