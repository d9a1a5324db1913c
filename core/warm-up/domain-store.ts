import { DOMAINS, domainKey } from '../keys.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import type { Domain } from './domain.ts';

export const domainToItem = (domain: Domain): Item => ({ ...domainKey(domain.domain), ...domain });

export const domainFromItem = (item: Item): Domain => {
  const { pk: _pk, sk: _sk, ...domain } = item;
  return domain as unknown as Domain;
};

/** Strongly consistent. */
export async function readDomain(tables: Tables, domain: string): Promise<Domain | undefined> {
  const item = await tables.get('WarmUp', domainKey(domain));
  return item && domainFromItem(item);
}

/** Domains in the order of the alphabet. */
export async function domainsPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
): Promise<{ domains: Domain[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'WarmUp', pk: DOMAINS, ...page });
  return { domains: items.map(domainFromItem), next };
}

/** Replaces a domain's row on condition that nobody changed it since it was read; its revision grows by one. */
export const replaceDomain = (domain: Domain): Write => ({
  kind: 'put',
  table: 'WarmUp',
  item: domainToItem({ ...domain, revision: domain.revision + 1 }),
  when: [{ attribute: 'revision', is: '=', value: domain.revision }],
});
