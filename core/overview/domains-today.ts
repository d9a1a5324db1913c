import type { Instant } from '../clock.ts';
import { dnsRecords } from '../domains/dns-records.ts';
import { type DnsSeen, readDnsSeen } from '../domains/dns-seen.ts';
import { type QuotaToday, readQuotaToday } from '../domains/warm-up-view.ts';
import type { Tables } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';
import { domainsPage } from '../warm-up/domain-store.ts';
import { quotaDaysBetween } from '../warm-up/quota-store.ts';

/** Domains that the overview shows, the newest. */
export const SHOWN_DOMAINS = 50;

/** A domain and its quota today. */
export interface DomainToday extends QuotaToday, Pick<Domain, 'domain' | 'status'> {
  /** How many DNS records are not as they should be; null where the DNS was not looked up. */
  dnsProblems: number | null;
}

export async function readDomainsToday(tables: Tables, now: Instant, offsetMinutes: number): Promise<DomainToday[]> {
  const { domains } = await domainsPage(tables, { limit: SHOWN_DOMAINS, after: null });
  const seen = await readDnsSeen(
    tables,
    domains.map(({ domain }) => domain),
  );
  return await Promise.all(
    domains.map(async (domain, i) => ({
      domain: domain.domain,
      status: domain.status,
      dnsProblems: problemsOf(domain, seen[i]),
      ...(await readQuotaToday(tables, domain, now, offsetMinutes)),
    })),
  );
}

const problemsOf = (domain: Domain, seen: DnsSeen | undefined): number | null =>
  seen === undefined ? null : dnsRecords(domain, seen).filter(({ ok }) => ok === false).length;

/** Whether a domain sent a test, or another mail of no task, on one of the quota days of a range. */
export async function everSentOther(
  tables: Tables,
  domains: DomainToday[],
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  if (domains.some(({ other }) => other > 0)) return true;
  const days = await Promise.all(domains.map(({ domain }) => quotaDaysBetween(tables, domain, from, to)));
  return days.flat().some(({ other }) => other > 0);
}
