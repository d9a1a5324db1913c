import { DELETED_DOMAINS, DOMAIN_LISTING, deletedDomainKey, domainKey, domainListingKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import { DOMAIN_STATUSES, type Domain, LEVEL_RULES, PARK_RULES, PLANS } from './domain.ts';

const row = rowOf<Domain>('domain');
const listingRow = rowOf<Pick<Domain, 'domain'>>('domain in the list');

const domainFromItem = (item: Item): Domain => {
  const r = row.reader(item);
  return {
    domain: item.sk,
    status: r.oneOf('status', DOMAIN_STATUSES),
    plan: r.oneOf('plan', PLANS),
    steps: r.listOrNull('steps'),
    levelRule: r.oneOf('levelRule', LEVEL_RULES),
    parkUntil: r.oneOf('parkUntil', PARK_RULES),
    limitOther: r.flag('limitOther'),
    sendingPool: r.textOrNull('sendingPool'),
    level: r.number('level'),
    levelSetOn: r.text('levelSetOn'),
    reputation: r.structureOrNull('reputation'),
    revision: r.number('revision'),
    dkimTokens: r.list('dkimTokens'),
    mailFrom: r.structureOrNull('mailFrom'),
    adopted: r.flag('adopted', false),
    createdAt: r.instant('createdAt'),
    updatedAt: r.instant('updatedAt'),
  };
};

export const domainToItem = (domain: Domain): Item => row.item(domainKey(domain.domain), domain);

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
    item: listingRow.item(domainListingKey(domain.createdAt, domain.domain), { domain: domain.domain }),
  },
];

/** The name of a deleted domain; what it sent still counts. */
const deletedRow = rowOf<Pick<Domain, 'domain'>>('deleted domain');

/** Removes a domain, and keeps its name for the statistics; refused when it changed since it was read. */
export const deleteDomainWrites = ({ domain, revision, createdAt }: Domain): Write[] => [
  { kind: 'put', table: 'WarmUp', item: deletedRow.item(deletedDomainKey(domain), { domain }) },
  {
    kind: 'delete',
    table: 'WarmUp',
    key: domainKey(domain),
    when: [row.is('revision', '=', revision)],
  },
  { kind: 'delete', table: 'WarmUp', key: domainListingKey(createdAt, domain) },
];

/** Replaces a domain's row on the condition that it is unchanged since it was read; its revision grows by one. */
export const replaceDomain = (domain: Domain): Write => ({
  kind: 'put',
  table: 'WarmUp',
  item: domainToItem({ ...domain, revision: domain.revision + 1 }),
  when: [row.is('revision', '=', domain.revision)],
});

/** A domain is unchanged since it was read: values computed from it may be stored. */
export const domainUnchanged = ({ domain, revision }: Domain): Write => ({
  kind: 'check',
  table: 'WarmUp',
  key: domainKey(domain),
  when: [row.is('revision', '=', revision)],
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
          items.map((item) => domainKey(listingRow.reader(item).text('domain'))),
        );
  return { domains: rows.flatMap((row) => (row === undefined ? [] : [domainFromItem(row)])), next };
}

/** Names of domains that were deleted, and may exist again; `limit` 1 to 1,000. */
export async function deletedDomains(tables: Tables, limit: number): Promise<string[]> {
  const { items } = await tables.query({ table: 'WarmUp', pk: DELETED_DOMAINS, limit });
  return items.map(({ sk }) => sk);
}
