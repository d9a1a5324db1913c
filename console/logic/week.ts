import type { Overview } from '../api/overview.ts';

type Day = NonNullable<Overview['week']>[number];

/** What became of the mail of some days, and its rates from 0 to 1; null where there is nothing that they are of. */
export interface WeekSum extends Omit<Day, 'day'> {
  rates: { delivered: number | null; bounced: number | null; complained: number | null };
}

/** The rates are of what the product's statistics have them of: complaints of the mails that were delivered. */
export function sumOf(days: readonly Day[]): WeekSum {
  const sum = (name: keyof Omit<Day, 'day'>): number => days.reduce((total, day) => total + day[name], 0);
  const [accepted, delivered, bounced, complained] = [
    sum('accepted'),
    sum('delivered'),
    sum('bounced'),
    sum('complained'),
  ];
  const share = (n: number, whole: number): number | null => (whole === 0 ? null : n / whole);
  const rates = {
    delivered: share(delivered, accepted),
    bounced: share(bounced, accepted),
    complained: share(complained, delivered),
  };
  return { accepted, delivered, bounced, complained, rates };
}

/** The domain whose ramp says most: that of the tasks with most parked mails; without any, the first. */
export function busiestDomain(
  domains: readonly { domain: string }[],
  tasks: readonly { domain: string; counts: { cached: number } }[],
): string | null {
  const parked = new Map<string, number>();
  for (const { domain, counts } of tasks) parked.set(domain, (parked.get(domain) ?? 0) + counts.cached);
  const of = ({ domain }: { domain: string }): number => parked.get(domain) ?? 0;
  return (
    domains.reduce<{ domain: string } | null>((most, one) => (most && of(most) >= of(one) ? most : one), null)
      ?.domain ?? null
  );
}
