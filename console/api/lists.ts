import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  AddReport,
  Fields,
  Import,
  List,
  ListDetails,
  Page,
  Recipient,
  RecipientDetails,
  Task,
} from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';
import { live } from './live.ts';
import { PEOPLE } from './people.ts';

const LISTS = 'lists';
const MEMBERS = 'members';

/** Which page of something, and of how many rows. */
interface PageOf {
  cursor?: string | undefined;
  limit: number;
}

/** A page of the lists, newest first. `q`: a part of their names. */
export const useLists = (query: PageOf & { q?: string | undefined }) =>
  useQuery({
    queryKey: [LISTS, 'page', query],
    queryFn: ({ signal }) => api((client) => client.get<Page<List>>('/v1/lists', { query: { ...query }, signal })),
    placeholderData: keepPreviousData,
  });

/** One list. `every`: milliseconds until it is read again; `isWanted`: false asks nothing. */
export const useList = (listId: string, { every, isWanted = true }: { every?: number; isWanted?: boolean } = {}) =>
  useQuery({
    enabled: isWanted,
    ...(every !== undefined && { refetchInterval: every, refetchIntervalInBackground: false }),
    queryKey: [LISTS, 'one', listId],
    queryFn: ({ signal }) =>
      api((client) => client.get<ListDetails>('/v1/lists/{id}', { params: { id: listId }, signal })),
  });

/** A page of the recipients of a list; with `email`, that one alone. */
export const useMembers = (listId: string, query: PageOf & { email?: string | undefined }) =>
  useQuery({
    queryKey: [LISTS, MEMBERS, listId, query],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<Page<Recipient>>('/v1/lists/{id}/recipients', {
          params: { id: listId },
          query: { ...query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** Which data the recipients have, by a sample of them; none without a list. */
export const useFields = (listId: string | null) =>
  useQuery({
    queryKey: [LISTS, 'fields', listId],
    queryFn: ({ signal }) =>
      api((client) => client.get<Fields>('/v1/lists/{id}/fields', { params: { id: listId ?? '' }, signal })),
    enabled: listId !== null,
  });

/** How an import moves, as tasks do. */
const MOVES: Record<Import['status'], Task['status']> = {
  waiting: 'waiting',
  running: 'sending',
  finished: 'finished',
  failed: 'finished',
};

/** The imports of the last 90 days, newest first; live while one runs. */
export const useImports = (listId: string, query: PageOf) =>
  useQuery({
    queryKey: [LISTS, 'imports', listId, query],
    queryFn: ({ signal }) =>
      api((client) =>
        client.get<Page<Import>>('/v1/lists/{id}/imports', { params: { id: listId }, query: { ...query }, signal }),
      ),
    placeholderData: keepPreviousData,
    ...live<Page<Import>>(({ items }) => items.map(({ status }) => ({ status: MOVES[status] }))),
  });

/** Reads what is shown of the lists again. */
export function useRefreshLists(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([LISTS, PEOPLE].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
}

/** A mutation after which all that is shown of lists is read again. */
function useChange<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const refresh = useRefreshLists();
  return useMutation({ mutationFn, onSettled: refresh });
}

interface ListText {
  name: string;
  description: string | null;
}

/** Makes a list. The same `idempotencyKey` makes it once. */
export const useCreateList = () =>
  useChange(({ idempotencyKey, ...body }: ListText & { idempotencyKey: string }) =>
    api((client) => client.post<List>('/v1/lists', body, { idempotencyKey })),
  );

export const useEditList = (id: string) =>
  useChange((body: ListText) => api((client) => client.patch<ListDetails>('/v1/lists/{id}', body, { params: { id } })));

export const useDeleteList = (id: string) =>
  useMutation({ mutationFn: () => api((client) => client.delete('/v1/lists/{id}', { params: { id } })) });

/** Adds recipients; who is in the list gets new data, if any are given. The same `idempotencyKey` adds them once. */
export const useAddMembers = (id: string) =>
  useChange(
    ({
      recipients,
      idempotencyKey,
    }: {
      recipients: { email: string; data?: Recipient['data'] }[];
      idempotencyKey: string;
    }) =>
      api((client) =>
        client.post<AddReport>('/v1/lists/{id}/recipients', { recipients }, { params: { id }, idempotencyKey }),
      ),
  );

export const useEditMember = (id: string) =>
  useChange(({ email, data }: Recipient) =>
    api((client) =>
      client.patch<RecipientDetails>('/v1/lists/{id}/recipients/{email}', { data }, { params: { id, email } }),
    ),
  );

export const useRemoveMember = (id: string) =>
  useChange((email: string) =>
    api((client) => client.delete('/v1/lists/{id}/recipients/{email}', { params: { id, email } })),
  );

/** Makes a list of addresses in two calls. A repetition after a lost answer makes it once. */
export function useListOfAddresses() {
  const key = useCreationKey();
  const { mutate, isPending, error } = useChange(
    async ({ name, addresses }: { name: string; addresses: readonly string[] }): Promise<string> => {
      const idempotencyKey = key.current();
      const body = { name, description: null };
      const { listId } = await api((client) => client.post<List>('/v1/lists', body, { idempotencyKey }));
      const recipients = addresses.map((email) => ({ email }));
      const options = { params: { id: listId }, idempotencyKey };
      if (recipients.length > 0)
        await api((client) => client.post<AddReport>('/v1/lists/{id}/recipients', { recipients }, options));
      return listId;
    },
  );
  const make = (list: { name: string; addresses: readonly string[] }, onMade: (listId: string) => void): void =>
    mutate(list, { onSuccess: onMade, onSettled: key.answered });
  return { make, isPending, error };
}
