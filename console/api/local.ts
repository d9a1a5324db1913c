import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from './client.ts';
import { setProductTime } from './product-clock.ts';

/** A travel is over when all mail of its days is sent. */
const TRAVEL_TIMEOUT_MS = 300_000;
const LOOK_MS = 3_000;
const INBOX = 'inbox';

/** A mail in the inbox of the local product. `clockAt`: by the product's clock. */
export interface InboxMail {
  id: string;
  from: string | null;
  to: string;
  subject: string | null;
  receivedAt: string;
  clockAt: string;
}

interface Inbox {
  total: number;
  items: InboxMail[];
  nextCursor: string | null;
}

export interface InboxFilter {
  to?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** The mails of the inbox, newest first. */
export const useInbox = (filter: InboxFilter) =>
  useQuery({
    queryKey: [INBOX, filter],
    queryFn: ({ signal }) =>
      api((client) => client.get<Inbox>('/_local/inbox', { query: { ...filter, newest: true }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
    refetchIntervalInBackground: false,
  });

/** What the product does next by itself: a task starts, a parked one goes on, or something nobody waits for. */
export interface NextDue {
  at: string;
  kind: 'start' | 'wake' | 'work';
  taskId: string | null;
}

interface Clock {
  now: string;
  /** Null when nothing is. */
  nextDue: NextDue | null;
  /** Mails in the inbox; null without one. */
  mails: number | null;
}

/** The clock of the product, what is due next by it, and how many mails there are. */
export const useClock = () =>
  useQuery({
    queryKey: ['clock'],
    queryFn: async ({ signal }) => {
      const clock = await api((client) => client.get<Clock>('/_local/clock', { signal }));
      setProductTime(clock.now);
      return clock;
    },
    refetchInterval: LOOK_MS,
    refetchIntervalInBackground: false,
  });

/** A travel, and the tasks that started or went on on the way. */
export interface TravelMade {
  from: string;
  to: string;
  fired: number;
  events: NextDue[];
}

/** The travels since the product was started, the last one first. */
export const useTravels = () =>
  useQuery({
    queryKey: ['travels'],
    queryFn: ({ signal }) => api((client) => client.get<{ items: TravelMade[] }>('/_local/travels', { signal })),
  });

export type Travel = { advance: string } | { to: string };

interface Traveled {
  now: string;
  fired: number;
}

/** Moves the product's clock forwards; everything is read again afterwards, because time has passed for all of it. */
export function useTravel() {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: ['travel'],
    mutationFn: (travel: Travel) =>
      api((client) => client.post<Traveled>('/_local/clock', travel, { timeoutMs: TRAVEL_TIMEOUT_MS })),
    onSuccess: ({ now }) => setProductTime(now),
    onSettled: () => queries.invalidateQueries(),
  });
}
