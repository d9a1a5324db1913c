import type { Instant } from '../clock.ts';
import { DOMAIN_LISTING, domainKey, domainListingKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import type { Domain } from './domain.ts';

const domainFromItem = (item: Item): Domain => ({
  domain: item.sk,
  status: item.status as Domain['status'],
  plan: item.plan as Domain['plan'],
  steps: item.steps as number[] | null,
  levelRule: item.levelRule as Domain['levelRule'],
  parkUntil: item.parkUntil as Domain['parkUntil'],
  limitOther: item.limitOther as boolean,
  sendingPool: item.sendingPool as string | null,
  level: item.level as number,
  levelSetOn: item.levelSetOn as string,
  reputation: (item.reputation as Domain['reputation']) ?? null,
  revision: item.revision as number,
  dkimTokens: item.dkimTokens as string[],
  adopted: item.adopted === true,
  createdAt: item.createdAt as Instant,
  updatedAt: item.updatedAt as Instant,
});

export const domainToItem = ({ reputation, ...domain }: Domain): Item => ({
  ...domainKey(domain.domain),
  ...domain,
  ...(reputation ? { reputation: { ...reputation } } : {}),
});

/** Strongly consistent. */
export async function readDomain(tables: Tables, domain: string): Promise<Domain | undefined> {
  const item = await tables.get('WarmUp', domainKey(domain));
  return item && domainFromItem(item);
}

/** A domain that a URL names; strongly consistent. Throws `not-found`. */
export async function requireDomain(tables: Tables, name: string): Promise<Domain> {
  const domain = await readDomain(tables, name);
  if (!domain) throw new Problem('not-found', `there is no domain ${name}`);
  return domain;
}

/** The row of a new domain and its place in the list; refused when the domain exists. */
export const newDomainWrites = (domain: Domain): Write[] => [
  { kind: 'put', table: 'WarmUp', item: domainToItem(domain), when: [{ item: 'missing' }] },
  {
    kind: 'put',
    table: 'WarmUp',
    item: { ...domainListingKey(domain.createdAt, domain.domain), domain: domain.domain },
  },
];

/** Removes a domain; refused when it changed since it was read. */
export const deleteDomainWrites = ({ domain, revision, createdAt }: Domain): Write[] => [
  {
    kind: 'delete',
    table: 'WarmUp',
    key: domainKey(domain),
    when: [{ attribute: 'revision', is: '=', value: revision }],
  },
  { kind: 'delete', table: 'WarmUp', key: domainListingKey(createdAt, domain) },
];

/** Replaces a domain's row on condition that nobody changed it since it was read; its revision grows by one. */
export const replaceDomain = (domain: Domain): Write => ({
  kind: 'put',
  table: 'WarmUp',
  item: domainToItem({ ...domain, revision: domain.revision + 1 }),
  when: [{ attribute: 'revision', is: '=', value: domain.revision }],
});

/** Nobody changed a domain since it was read: what was computed from it may be stored. */
export const domainUnchanged = ({ domain, revision }: Domain): Write => ({
  kind: 'check',
  table: 'WarmUp',
  key: domainKey(domain),
  when: [{ attribute: 'revision', is: '=', value: revision }],
});

/** Domains, newest first; `limit` 1 to 100. */
export async function domainsPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
): Promise<{ domains: Domain[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'WarmUp', pk: DOMAIN_LISTING, reverse: true, ...page });
  const rows =
    items.length === 0
      ? []
      : await tables.getMany(
          'WarmUp',
          items.map((item) => domainKey(String(item.domain))),
        );
  return { domains: rows.flatMap((row) => (row === undefined ? [] : [domainFromItem(row)])), next };
}
