import type { Instant } from '../clock.ts';
import { quotaKey } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Condition, Item, Write } from '../tables.ts';
import type { Domain } from './domain.ts';
import { domainUnchanged } from './domain-store.ts';
import { limitAt } from './plans.ts';

/**
 * The usage of one quota day by one domain. Only this file writes such a row. Invariant: `0 <= left <= limit`. The
 * taken part, `limit - left`, is `granted` and the other mail that was counted while the domain had `limitOther`. Each
 * write keeps the invariant: one that takes is refused where less is left, one that gives back is part of the
 * transaction that ends the grant, and a new limit moves `left` by the same amount and never falls below the taken
 * part.
 */
export interface QuotaDay {
  domain: string;
  /** ISO date at the stack's fixed offset. */
  day: string;
  level: number;
  limit: number;
  left: number;
  /** Bulk mail granted and not given back. */
  granted: number;
  /** Transactional mail and test sends that were handed over, or may have been. */
  other: number;
  /** Beside these: mails that certainly were not sent; and, among them, those that are in doubt. */
  otherFailed?: number;
  otherUnknown?: number;
  /** Of the granted: recipients that may have been mailed, with an unknown outcome. */
  unknown?: number;
  /** Beside the granted: recipients refused before acceptance, and recipients excluded since the freeze. */
  failed?: number;
  skipped?: number;
  /** Bulk mail of the domain is held until then. */
  heldUntil?: Instant | undefined;
}

/** `granted` as it is stored: rows have it under this name since the first version, and are added to in place. */
const GRANTED = 'sent';

const row = rowOf<Omit<QuotaDay, 'granted'> & Record<typeof GRANTED, number>>('quota day');

export function quotaDayFromItem(item: Item): QuotaDay {
  const r = row.reader(item);
  return {
    domain: r.text('domain'),
    day: item.sk,
    level: r.number('level'),
    limit: r.number('limit'),
    left: r.number('left'),
    granted: r.number(GRANTED, 0),
    other: r.number('other', 0),
    otherFailed: r.number('otherFailed', 0),
    otherUnknown: r.number('otherUnknown', 0),
    unknown: r.number('unknown', 0),
    failed: r.number('failed', 0),
    skipped: r.number('skipped', 0),
    heldUntil: r.instantOrNull('heldUntil') ?? undefined,
  };
}

const quotaDayToItem = ({ granted, ...day }: QuotaDay): Item =>
  row.item(quotaKey(day.domain, day.day), { ...day, [GRANTED]: granted });

/** Opens a day with its first grant. `day`: as it was computed. */
export const openWithGrant = (domain: Domain, day: QuotaDay, n: number): [Write, Write] =>
  openDay(domain, { ...day, left: day.left - n, granted: n });

/** Other mail by its outcome: `taken` of the quota. Negative where something is given back. */
export interface OtherTally {
  other: number;
  otherFailed?: number;
  otherUnknown?: number;
  taken: number;
}

/** Opens a day with other mail. `day`: as it was computed. */
export const openWithOther = (domain: Domain, day: QuotaDay, { taken, ...tally }: OtherTally): [Write, Write] =>
  openDay(domain, { ...day, left: day.left - taken, ...tally });

/**
 * The first row of a day; refused when there is one, and when the domain changed since it was read: a domain that is
 * put on hold meanwhile must not get a day without the hold.
 */
const openDay = (domain: Domain, day: QuotaDay): [Write, Write] => [
  { kind: 'put', table: 'WarmUp', item: quotaDayToItem(day), /* fence: day-missing */ when: [{ item: 'missing' }] },
  domainUnchanged(domain),
];

/** Grants bulk mail; refused when less is left than that and what older runs need, and while the domain is held. */
export const grantQuota = (domain: string, day: string, n: number, need: number, now: Instant): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  ...row.change({}, { left: -n, [GRANTED]: n }),
  /* fence: grant-condition */ when: [row.is('left', '>=', n + need), notHeld(now)],
});

/** Bulk mail of the domain is not held at an instant. */
const notHeld = (now: Instant): Condition => ({
  anyOf: [row.missing('heldUntil'), row.is('heldUntil', '<=', now)],
});

/** The outcomes of a segment's recipients, as far as they change the row of its day. */
export interface DayTally {
  /** Quota that was granted and certainly not used. */
  unused: number;
  failed: number;
  skipped: number;
  unknown: number;
}

/**
 * Gives back what a segment was granted and did not use, to the day on which it was granted, and counts who was not
 * mailed or is in doubt. Who was mailed is in `granted` since the claim, so that a segment without either changes
 * nothing.
 */
export const refund = (domain: string, day: string, { unused, failed, skipped, unknown }: DayTally): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  ...row.change({}, { left: unused, [GRANTED]: -unused, ...nonZero({ failed, skipped, unknown }) }),
  when: [{ item: 'exists' }],
});

const nonZero = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));

/** Doubts of a day that evidence has resolved: `sent` of the unknown were mailed. Their grants stay taken. */
export const resolveUnknown = (domain: string, day: string, sent: number): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  ...row.change({}, { unknown: -sent }),
  when: [{ item: 'exists' }],
});

/** Counts other mail; refused when less of the quota is left than it takes. */
export const addOther = (domain: string, day: string, { taken, ...tally }: OtherTally): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  ...row.change({}, { left: -taken, ...nonZero(tally) }),
  when: [row.is('left', '>=', taken)],
});

/** A day at a higher level, whose limit does not fall; refused when the limit changed since it was read. */
export function raiseDay(domain: Domain, read: QuotaDay, level: number): Write {
  const limit = Math.max(limitAt(domain, level), read.limit);
  return {
    kind: 'update',
    table: 'WarmUp',
    key: quotaKey(read.domain, read.day),
    ...row.change({ level, limit }, { left: limit - read.limit }),
    when: [row.is('level', '=', read.level), row.is('limit', '=', read.limit)],
  };
}

/** A day under a changed plan: its limit is at least what is taken of it. */
export function relimited(domain: Domain, read: QuotaDay, level: number): QuotaDay {
  const taken = read.limit - read.left;
  const limit = Math.max(limitAt(domain, level), taken);
  return { ...read, level, limit, left: limit - taken };
}

/** The same as a write; refused when anything was taken since it was read. */
export function relimitDay(domain: Domain, read: QuotaDay, level: number): Write {
  const { limit, left } = relimited(domain, read, level);
  return {
    kind: 'update',
    table: 'WarmUp',
    key: quotaKey(read.domain, read.day),
    ...row.change({ level, limit, left }),
    when: [row.is('left', '=', read.left), row.is('limit', '=', read.limit)],
  };
}

/** Holds the bulk mail of a day, or makes certain that it has no row yet, which would take the hold from its domain. */
export const holdDay = (domain: string, day: string, isStored: boolean, until: Instant): Write =>
  isStored
    ? {
        kind: 'update',
        table: 'WarmUp',
        key: quotaKey(domain, day),
        ...row.change({ heldUntil: until }),
        when: [{ item: 'exists' }],
      }
    : { kind: 'check', table: 'WarmUp', key: quotaKey(domain, day), when: [{ item: 'missing' }] };
