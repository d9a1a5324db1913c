import type { AccountState, DomainState } from './product-under-test.ts';
import type { Check } from './report.ts';

/** Days have room for less than this share of the account's quota: a campaign would soon be held. */
const NEARLY_USED_UP = 0.9;
/** Records that receivers require from bulk senders; a missing MX is a matter of taste. */
const NEEDED_RECORDS = ['dkim', 'spf', 'dmarc'];

const number = (n: number): string => n.toLocaleString('en-US');

/** Whether the account may send, and to any address. */
export function checkAccount({ sandbox, sendingEnabled, day, heldBy }: AccountState): Check {
  const missing = (detail: string): Check => ({ name: 'account', result: 'missing', detail });
  const quota = day === null ? 'no quota' : `${number(day.used)} of ${number(day.perDay)} mails used in 24 hours`;
  if (heldBy !== null) return missing(`everything is held (${heldBy}): npx mailramp release lets it go on`);
  if (sendingEnabled === false) return missing('SES has stopped all sending of the account: its console says why');
  if (sandbox) {
    return missing(
      `in the SES sandbox: mail reaches verified addresses only (${quota}). Ask for production access in the SES console`,
    );
  }
  if (day && day.used >= day.perDay * NEARLY_USED_UP) {
    return missing(`the quota of SES is nearly used up: ${quota}. Ask for a larger one in Service Quotas`);
  }
  return { name: 'account', result: 'ok', detail: sandbox === null ? quota : `production access, ${quota}` };
}

/** The domain to send from: the one that is wished, else the first that may. */
export function chooseDomain(
  domains: DomainState[],
  wished: string | null,
): { domain: DomainState | null; check: Check } {
  const missing = (detail: string) => ({
    domain: null,
    check: { name: 'domain', result: 'missing', detail } satisfies Check,
  });
  const candidates = wished === null ? domains : domains.filter(({ domain }) => domain === wished);
  const domain = candidates.find(({ status }) => status === 'verified');
  if (domain) return { domain, check: { name: 'domain', result: 'ok', detail: `${domain.domain} is verified` } };
  const [pending] = candidates;
  if (pending)
    return missing(
      `${pending.domain} is not verified: ${hintsOf(pending, ['dkim']).at(0) ?? 'SES is still looking at its DNS'}`,
    );
  return missing(wished === null ? 'no domain yet: add one with POST /v1/domains' : `there is no domain ${wished}`);
}

/** Whether the domain's DNS is as receivers of bulk mail want it. */
export function checkDns(domain: DomainState): Check {
  const hints = hintsOf(domain, NEEDED_RECORDS);
  if (hints.length > 0) return { name: 'dns', result: 'missing', detail: hints.join(' ') };
  const unknown = domain.dns.filter(({ purpose, ok }) => NEEDED_RECORDS.includes(purpose) && ok === null);
  if (unknown.length > 0)
    return { name: 'dns', result: 'missing', detail: 'the DNS was not looked up; verify the domain again' };
  return { name: 'dns', result: 'ok', detail: 'DKIM, SPF and DMARC are in place' };
}

const hintsOf = ({ dns }: DomainState, purposes: string[]): string[] => [
  ...new Set(dns.filter(({ purpose, ok }) => purposes.includes(purpose) && ok === false).map(({ hint }) => hint ?? '')),
];
