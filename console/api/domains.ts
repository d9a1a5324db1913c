import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Domain, Page } from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';

const DOMAINS = 'domains';
/** Sending domains are few: the list is read whole, up to so many. */
const MOST_DOMAINS = 200;
const PAGE = 100;
const MINUTE = 60_000;
/** How often the DNS is looked at while a record is not right, and for how long. */
const LOOK_EVERY = MINUTE / 2;
const LOOK_FOR = 10 * MINUTE;

const isOpen = ({ status, dns }: Domain): boolean => status !== 'verified' || dns.some(({ ok }) => ok !== true);

async function readDomains(signal: AbortSignal): Promise<Domain[]> {
  const domains: Domain[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: PAGE, cursor };
    const page = await api((client) => client.get<Page<Domain>>('/v1/domains', { query, signal }));
    domains.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && domains.length < MOST_DOMAINS);
  return domains;
}

/** All sending domains, by name. */
export const useDomains = () =>
  useQuery({
    queryKey: [DOMAINS],
    queryFn: ({ signal }) => readDomains(signal),
    refetchInterval: ({ state: { data } }) => (data?.some(isOpen) ? LOOK_EVERY : MINUTE),
  });

const keyOf = (domain: string) => [DOMAINS, domain];

/** One domain; `isWanted`: false asks nothing. */
export const useDomain = (domain: string, isWanted = true) =>
  useQuery({
    enabled: isWanted,
    queryKey: keyOf(domain),
    queryFn: ({ signal }) =>
      api((client) => client.get<Domain>('/v1/domains/{domain}', { params: { domain }, signal })),
    refetchInterval: ({ state: { data } }) => (data && isOpen(data) ? LOOK_EVERY : MINUTE),
  });

/**
 * Looks into the DNS again and again while a record is not right, as long as the page has been open for less than ten
 * minutes. `mayLook`: whether the user's role may.
 */
export function useDnsWatch(domain: Domain, mayLook: boolean, openedAt: number) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: [...keyOf(domain.domain), 'look'],
    queryFn: async () => {
      queries.setQueryData(keyOf(domain.domain), await verify(domain.domain));
      return performance.now();
    },
    enabled: mayLook && isOpen(domain),
    refetchInterval: () => performance.now() - openedAt < LOOK_FOR && LOOK_EVERY,
  });
}

const verify = (domain: string): Promise<Domain> =>
  api((client) => client.post<Domain>('/v1/domains/{domain}/verify', undefined, { params: { domain } }));

export function useVerify() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: verify,
    onSuccess: (domain) => queries.setQueryData(keyOf(domain.domain), domain),
  });
}

export function useAddDomain() {
  const queries = useQueryClient();
  const key = useCreationKey();
  return useMutation({
    mutationFn: (domain: string) =>
      api((client) => client.post<Domain>('/v1/domains', { domain }, { idempotencyKey: key.current() })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [DOMAINS] }),
    onSettled: key.answered,
  });
}

export function useDeleteDomain() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (domain: string) => api((client) => client.delete('/v1/domains/{domain}', { params: { domain } })),
    onSuccess: (_, domain) => {
      queries.removeQueries({ queryKey: keyOf(domain) });
      return queries.invalidateQueries({ queryKey: [DOMAINS], exact: true });
    },
  });
}

/** The settings of a warm-up, as far as they change. */
export type WarmUpChange = Partial<
  Pick<Domain['warmUp'], 'plan' | 'steps' | 'level' | 'levelRule' | 'parkUntil' | 'limitOther'>
>;

/** Changes the warm-up of a domain, which acts at once: what it frees goes on. */
export function useChangeWarmUp(domain: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: WarmUpChange) =>
      api((client) => client.patch('/v1/domains/{domain}/warm-up', change, { params: { domain } })),
    onSuccess: () => queries.invalidateQueries(),
  });
}

/** Changes where bounces go back to: a subdomain; null for the domain of SES. */
export function useChangeMailFrom(domain: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (mailFrom: string | null) =>
      api((client) => client.put<Domain>('/v1/domains/{domain}/mail-from', { mailFrom }, { params: { domain } })),
    onSuccess: (changed) => queries.setQueryData(keyOf(domain), changed),
  });
}

/** Changes which pool of dedicated addresses sends the mail of a domain; null for the shared ones. */
export function useChangePool(domain: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (sendingPool: string | null) =>
      api((client) => client.patch<Domain>('/v1/domains/{domain}', { sendingPool }, { params: { domain } })),
    onSuccess: (changed) => queries.setQueryData(keyOf(domain), changed),
  });
}
