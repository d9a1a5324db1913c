import type { AccountState, DomainState, Remedies } from './product-under-test.ts';
import type { Check } from './report.ts';

/** Days have room for less than this share of the account's quota: a campaign would soon be held. */
const NEARLY_USED_UP = 0.9;
/** Records without which receivers refuse bulk mail. DKIM alone passes DMARC; all else is a matter of taste. */
const NEEDED_RECORDS = ['dkim', 'dmarc'];

/** All functions together run at most about seventy at once by default, and the API beside them. */
const ENOUGH_FUNCTIONS = 100;

const number = (n: number): string => n.toLocaleString('en-US');

/** Whether the account may send, to any address, and whether its limits leave room; what to ask AWS for if not. */
export function checkAccount(account: AccountState, { release }: Pick<Remedies, 'release'>): Check {
  const { sandbox, sendingEnabled, heldBy } = account;
  const missing = (detail: string): Check => ({ name: 'account', result: 'missing', detail });
  if (heldBy !== null) return missing(`everything is held (${heldBy}): ${release} lets it go on`);
  if (sendingEnabled === false) return missing('SES has stopped all sending of the account: its console says why');
  const asks = [askOfSes(account), askOfLambda(account)].filter((ask) => ask !== null);
  if (asks.length > 0) return missing(asks.join(' '));
  const limits = limitsOf(account);
  return { name: 'account', result: 'ok', detail: sandbox === null ? limits : `production access, ${limits}` };
}

function limitsOf({ day, rate }: AccountState): string {
  const quota = day === null ? 'no quota' : `${number(day.used)} of ${number(day.perDay)} mails used in 24 hours`;
  return rate === null ? quota : `${quota}, ${number(rate)} a second`;
}

function askOfSes(account: AccountState): string | null {
  const { sandbox, day } = account;
  const limits = limitsOf(account);
  if (sandbox) {
    return `in the SES sandbox: mail reaches verified addresses only (${limits}). Ask for production access in the SES console, and state how many mails a day and a second you need.`;
  }
  if (day && day.used >= day.perDay * NEARLY_USED_UP) {
    return `the SES quota is nearly used up: ${limits}. Ask for a larger one in Service Quotas, SES, "Sending quota".`;
  }
  return null;
}

/** Too few functions, and bounces, readers who unsubscribe and requests wait for those that send. */
const askOfLambda = ({ concurrency }: AccountState): string | null =>
  concurrency === null || concurrency >= ENOUGH_FUNCTIONS
    ? null
    : `Lambda runs only ${number(concurrency)} functions of the account at once, so bounces and requests wait for each other. Ask for 1,000 in Service Quotas, AWS Lambda, "Concurrent executions".`;

/** The domain to send from: the one that is wished, else the first that may. */
export function chooseDomain(
  domains: DomainState[],
  wished: string | null,
  { addDomain }: Pick<Remedies, 'addDomain'>,
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
      `${pending.domain} is not verified: ${hintsOf(pending, ['dkim']).at(0) ?? 'SES is still checking its DNS'}`,
    );
  return missing(wished === null ? `no domain yet: add one with ${addDomain}` : `there is no domain ${wished}`);
}

/** Whether the domain's DNS is as receivers of bulk mail want it. */
export function checkDns(domain: DomainState): Check {
  const hints = hintsOf(domain, NEEDED_RECORDS);
  if (hints.length > 0) return { name: 'dns', result: 'missing', detail: hints.join(' ') };
  const unknown = domain.dns.filter(({ purpose, ok }) => NEEDED_RECORDS.includes(purpose) && ok === null);
  if (unknown.length > 0)
    return { name: 'dns', result: 'missing', detail: 'the DNS could not be read; verify the domain again' };
  const hasSpf = domain.dns.some(({ purpose, ok }) => purpose === 'spf' && ok === true);
  return { name: 'dns', result: 'ok', detail: `${hasSpf ? 'DKIM, SPF' : 'DKIM'} and DMARC are in place` };
}

const hintsOf = ({ dns }: DomainState, purposes: string[]): string[] => [
  ...new Set(dns.filter(({ purpose, ok }) => purposes.includes(purpose) && ok === false).map(({ hint }) => hint ?? '')),
];
