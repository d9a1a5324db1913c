import type { Clock, Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import { filteredPage } from '../filtered-page.ts';
import {
  SUPPRESSION_DOMAINS,
  SUPPRESSIONS,
  suppressionDomainKey,
  suppressionKey,
  suppressionListingKey,
} from '../keys.ts';
import { invalidField, Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Key, Page, Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { addressIn, domainIn, parseAddress } from './address.ts';
import { addressHash } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE, logExclusion } from './exclusion-log.ts';
import { type Expiring, isExpired } from './expiry.ts';

export const SUPPRESSION_REASONS = ['bounce', 'complaint', 'manual', 'unsubscribe'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

/** An address that is not mailed: by any domain, or, after an unsubscribe, by the bulk mail of `domain`. */
export interface Suppression extends Expiring {
  email: string;
  reason: SuppressionReason;
  /** With reason `unsubscribe` only. */
  domain: string | null;
  /** The mail whose link made it; null when an operator did, or a mail event. */
  mailId: string | null;
  createdAt: Instant;
}

interface SuppressionPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
}

/** How often a change is tried when other writes come first. */
const TRIES = 8;
/** Keys of one read. */
const KEYS_PER_READ = 100;

/** What is to be suppressed. `expiresAt`: with reason `manual` only, and in the future; null and by default never. */
export interface SuppressionWish {
  email: string;
  reason: SuppressionReason;
  domain?: string | null;
  mailId?: string;
  expiresAt?: Instant | null;
}

/** What says most of an address. One that complained or bounced stays known as that when suppressed by hand. */
const WEIGHT: Record<SuppressionReason, number> = { manual: 0, unsubscribe: 0, bounce: 1, complaint: 2 };

/** Whether a reason says more of an address than another. */
export const isWeightier = (reason: SuppressionReason, other: SuppressionReason): boolean =>
  WEIGHT[reason] > WEIGHT[other];

/**
 * Suppresses an address; running campaigns skip it within a minute. Repeated, it keeps its time, and the weightier of
 * the two reasons; `isNew` tells the two apart. Throws `invalid-request`: an unsubscribe needs its domain, the other
 * reasons hold for every domain. One that has expired is as none.
 */
export async function suppress(
  ports: SuppressionPorts,
  given: SuppressionWish,
): Promise<{ suppression: Suppression; isNew: boolean }> {
  const email = addressIn('/email', given.email);
  const domain = requireDomain(given.reason, given.domain ?? null);
  const expiresAt = requireFuture(given, ports.clock.now());
  const hash = addressHash(email);
  const scope = domain === null ? GLOBAL_SCOPE : domainScope(domain);
  if (domain !== null) await rememberDomain(ports.tables, domain);
  return await tries(TRIES, 'a suppression', async () => {
    const row = await ports.tables.get('Audience', suppressionKey(scope, hash));
    const stored = row && storedFromItem(row);
    const known = stored && !isExpired(stored, ports.clock.now()) ? stored : undefined;
    if (row && known && isWeightier(known.reason, given.reason)) {
      return { suppression: suppressionFromItem(row), isNew: false };
    }
    const createdAt = known?.createdAt ?? ports.clock.now();
    const { reason, mailId = null } = given;
    const suppression: Suppression = { email, reason, domain, mailId, createdAt, expiresAt };
    const place = { scope, hash };
    const writes = stored ? replaceWrites(place, suppression, stored) : insertWrites(place, suppression);
    if (!known) writes.push(logExclusion(scope, hash, createdAt, ports.random));
    return (await commit(writes, ports)).ok ? { suppression, isNew: !known } : AGAIN;
  });
}

/** Which suppressions of an address are meant; what is left out is any. */
export interface SuppressionFilter {
  /** That an unsubscribe is from. */
  domain?: string | undefined;
  reason?: SuppressionReason | undefined;
}

/**
 * Removes the suppressions of an address: all of them, or those that the filter names. Throws `not-found` when there is
 * none.
 */
export async function unsuppress(
  ports: SuppressionPorts,
  text: string,
  { domain, reason }: SuppressionFilter = {},
): Promise<void> {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Problem('not-found', 'this is not an e-mail address');
  const hash = addressHash(parsed.address);
  let found = false;
  const scopes = domain === undefined ? everyScope(ports.tables) : [[domainScope(domain)]];
  for await (const some of scopes) found = (await removeFrom(ports, hash, some, reason)) || found;
  if (!found) throw new Problem('not-found', 'this address is not suppressed');
}

/** The suppressions of an address that hold: for every domain first. None for a text that is no address. */
export async function suppressionsOf(tables: Tables, text: string, now: Instant): Promise<Suppression[]> {
  return (await storedSuppressionsOf(tables, text)).filter((suppression) => !isExpired(suppression, now));
}

/** The same, with those that have expired. */
export async function storedSuppressionsOf(tables: Tables, text: string): Promise<Suppression[]> {
  const parsed = parseAddress(text);
  if (!parsed.ok) return [];
  const hash = addressHash(parsed.address);
  const found: Suppression[] = [];
  for await (const scopes of everyScope(tables)) {
    const rows = await tables.getMany(
      'Audience',
      scopes.map((scope) => suppressionKey(scope, hash)),
    );
    found.push(...rows.filter((row) => row !== undefined).map(suppressionFromItem));
  }
  return found;
}

/** Every scope that an address may be suppressed in, in groups of 1 to 100. */
async function* everyScope(tables: Tables): AsyncGenerator<string[]> {
  yield [GLOBAL_SCOPE];
  for await (const domains of rememberedDomains(tables)) yield domains.map(domainScope);
}

/** The unsubscribe of an address from the bulk mail of a domain. */
export async function readUnsubscribe(
  tables: Tables,
  { email, domain }: { email: string; domain: string },
): Promise<Suppression | null> {
  const row = await tables.get('Audience', suppressionKey(domainScope(domain), addressHash(email)));
  return row === undefined ? null : suppressionFromItem(row);
}

/** Takes back an unsubscribe as it was read; one that was made or changed since then stays, as do all others. */
export async function undoUnsubscribe(
  ports: SuppressionPorts,
  { email, domain, mailId, createdAt }: Suppression & { domain: string },
): Promise<void> {
  const { row, listing } = keysOf(domainScope(domain), addressHash(email), createdAt);
  const asRead = [suppressionRow.is('createdAt', '=', createdAt), suppressionRow.asRead('mailId', mailId)];
  await commit(
    [
      { kind: 'delete', table: 'Audience', key: row, when: asRead },
      { kind: 'delete', table: 'Audience', key: listing, when: [{ item: 'exists' }] },
    ],
    ports,
  );
}

/**
 * Suppressions that `matches` takes, newest first, expired ones too. With one, a page may have fewer than `limit`
 * before the end.
 */
export async function suppressionsPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
  matches: (suppression: Suppression) => boolean = () => true,
): Promise<{ suppressions: Suppression[]; next: Cursor | null }> {
  const query = { table: 'Audience', pk: SUPPRESSIONS, reverse: true } as const;
  const { found, next } = await filteredPage(tables, query, (item) => matches(suppressionFromItem(item)), page);
  return { suppressions: found.map(suppressionFromItem), next };
}

/** `source`: the import and the row that made it, so that an import that is repeated recognizes its own work. */
export type StoredSuppression = Suppression & { source: string | null };

const suppressionRow = rowOf<StoredSuppression>('suppression');

const suppressionToItem = (key: Key, suppression: Suppression & { source?: string | null }): Item =>
  suppressionRow.item(key, { ...suppression, source: suppression.source ?? null });

export const storedFromItem = (item: Item): StoredSuppression => ({
  ...suppressionFromItem(item),
  source: suppressionRow.reader(item).textOrNull('source'),
});

const suppressionFromItem = (item: Item): Suppression => {
  const r = suppressionRow.reader(item);
  return {
    email: r.text('email'),
    reason: r.oneOf('reason', SUPPRESSION_REASONS),
    domain: r.textOrNull('domain'),
    // Rows of version 0.2 have none.
    mailId: r.textOrNull('mailId'),
    createdAt: r.instant('createdAt'),
    expiresAt: r.instantOrNull('expiresAt'),
  };
};

function requireFuture({ reason, expiresAt = null }: SuppressionWish, now: Instant): Instant | null {
  if (expiresAt === null) return null;
  if (reason !== 'manual')
    throw invalidField('/expiresAt', 'is allowed only with the reason manual', 'not-allowed', { reason });
  if (expiresAt <= now) throw invalidField('/expiresAt', 'must be in the future', 'in-past', {});
  return expiresAt;
}

function requireDomain(reason: SuppressionReason, domain: string | null): string | null {
  if (reason !== 'unsubscribe') {
    if (domain === null) return null;
    const message = 'is allowed only with the reason unsubscribe; the other reasons hold for every domain';
    throw invalidField('/domain', message, 'not-allowed', { reason });
  }
  if (domain === null) throw invalidField('/domain', 'is required with the reason unsubscribe', 'required', { reason });
  return domainIn('/domain', domain);
}

/** A suppression is two rows: one to be found by address, one to be listed by time. */
interface SuppressionKeys {
  row: Key;
  listing: Key;
}

const keysOf = (scope: string, hash: string, createdAt: Instant): SuppressionKeys => ({
  row: suppressionKey(scope, hash),
  listing: suppressionListingKey(createdAt, scope, hash),
});

/** Whom a suppression is of, and for which domains. */
export interface SuppressionPlace {
  scope: string;
  hash: string;
}

export const insertWrites = (
  { scope, hash }: SuppressionPlace,
  suppression: Suppression & { source?: string },
): Write[] => {
  const { row, listing } = keysOf(scope, hash, suppression.createdAt);
  return [
    { kind: 'put', table: 'Audience', item: suppressionToItem(row, suppression), when: [{ item: 'missing' }] },
    { kind: 'put', table: 'Audience', item: suppressionToItem(listing, suppression) },
  ];
};

/** In place of one as it was read, an expired one too: what became weightier meanwhile stays. */
export const replaceWrites = (
  { scope, hash }: SuppressionPlace,
  suppression: Suppression & { source?: string | null },
  stored: StoredSuppression,
): Write[] => {
  const { row, listing } = keysOf(scope, hash, suppression.createdAt);
  const next = { ...suppression, source: suppression.source ?? stored.source };
  const before = keysOf(scope, hash, stored.createdAt).listing;
  return [
    {
      kind: 'put',
      table: 'Audience',
      item: suppressionToItem(row, next),
      when: [suppressionRow.is('createdAt', '=', stored.createdAt), suppressionRow.is('reason', '=', stored.reason)],
    },
    { kind: 'put', table: 'Audience', item: suppressionToItem(listing, next) },
    ...(suppression.createdAt === stored.createdAt
      ? []
      : [{ kind: 'delete', table: 'Audience', key: before } satisfies Write]),
  ];
};

/** Whether there was such a row in any of the scopes, at most 100 of them. */
async function removeFrom(
  { tables, random }: SuppressionPorts,
  hash: string,
  scopes: string[],
  reason: SuppressionReason | undefined,
): Promise<boolean> {
  const rows = await tables.getMany(
    'Audience',
    scopes.map((scope) => suppressionKey(scope, hash)),
  );
  let found = false;
  for (const [i, scope] of scopes.entries()) {
    const item = rows[i];
    const suppression = item && suppressionFromItem(item);
    if (!suppression || (reason !== undefined && suppression.reason !== reason)) continue;
    found = true;
    const { row, listing } = keysOf(scope, hash, suppression.createdAt);
    const asRead = reason === undefined ? ({ item: 'exists' } as const) : suppressionRow.is('reason', '=', reason);
    // A refusal means that the row was removed or changed meanwhile, which is as if that had happened afterwards.
    await commit(
      [
        { kind: 'delete', table: 'Audience', key: row, when: [asRead] },
        { kind: 'delete', table: 'Audience', key: listing, when: [{ item: 'exists' }] },
      ],
      { tables, random },
    );
  }
  return found;
}

/** A domain that ever had an unsubscribe; its name is the sort key, too. */
const domainRow = rowOf<{ domain: string }>('suppression domain');

/** Before the row, so that there is no row of an unlisted domain. */
export async function rememberDomain(tables: Tables, domain: string): Promise<void> {
  const key = suppressionDomainKey(domain);
  if (await tables.get('Audience', key)) return;
  await tables.write({ kind: 'put', table: 'Audience', item: domainRow.item(key, { domain }) });
}

/** The domains that ever had an unsubscribe. */
export async function domainsWithUnsubscribes(tables: Tables): Promise<string[]> {
  const domains: string[] = [];
  for await (const some of rememberedDomains(tables)) domains.push(...some);
  return domains;
}

/** The domains that ever had an unsubscribe, in pages of 1 to 100. */
async function* rememberedDomains(tables: Tables): AsyncGenerator<string[]> {
  let after: Cursor | null = null;
  do {
    const page: Page = await tables.query({ table: 'Audience', pk: SUPPRESSION_DOMAINS, limit: KEYS_PER_READ, after });
    if (page.items.length > 0) yield page.items.map((item) => item.sk);
    after = page.next;
  } while (after !== null);
}
