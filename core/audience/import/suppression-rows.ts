import type { NewRecipient } from '../add-recipients.ts';
import { parseAddress, parseDomain } from '../address.ts';
import type { SuppressionCandidate } from '../suppress-all.ts';
import { isWeightier, SUPPRESSION_REASONS, type SuppressionReason } from '../suppressions.ts';

/** Columns of a file of suppressions beside that of the addresses; all others are ignored. */
export const SUPPRESSION_COLUMNS = ['reason', 'domain'] as const;

/** What is wrong with the reason or the domain of a row. */
export const SUPPRESSION_FAULTS = ['unknown-reason', 'domain-missing', 'domain-not-allowed', 'no-domain'] as const;
export type SuppressionFault = (typeof SUPPRESSION_FAULTS)[number];

/** The same as sentences about a row. */
export const SUPPRESSION_FAULT_TEXTS: Record<SuppressionFault, string> = {
  'unknown-reason': `has a reason other than ${SUPPRESSION_REASONS.join(', ')}`,
  'domain-missing': 'is an unsubscribe without its sending domain',
  'domain-not-allowed': 'has a domain, which only an unsubscribe has: the other reasons hold for every domain',
  'no-domain': 'has no valid sending domain, or one more than are kept',
};

/** Maximum number of domains with unsubscribes that files lead to: whether an address is suppressed asks for each. */
const MAX_UNSUBSCRIBE_DOMAINS = 1_000;

/** Collects the suppressions of a chunk, each once, with the weightiest reason. */
export class SuppressionSieve {
  readonly #found = new Map<string, SuppressionCandidate>();
  readonly #domains: Set<string>;

  /** `domains`: those known so far; new ones are added, as long as there is room. */
  constructor(domains: Set<string>) {
    this.#domains = domains;
  }

  get candidates(): SuppressionCandidate[] {
    return [...this.#found.values()];
  }

  take(
    { email: text, data }: NewRecipient,
    source: string,
  ): 'taken' | 'invalid' | 'address-too-long' | SuppressionFault {
    const parsed = parseAddress(text);
    if (!parsed.ok) return parsed.problem === 'invalid' ? 'invalid' : 'address-too-long';
    const domainText = textOf(data, 'domain').toLowerCase();
    const reasonText = textOf(data, 'reason').toLowerCase();
    const reason = reasonText === '' ? (domainText === '' ? 'manual' : 'unsubscribe') : reasonNamed(reasonText);
    if (reason === undefined) return 'unknown-reason';
    if (reason !== 'unsubscribe') {
      return domainText === ''
        ? this.#add({ email: parsed.address, reason, domain: null, source })
        : 'domain-not-allowed';
    }
    if (domainText === '') return 'domain-missing';
    const domain = parseDomain(domainText);
    if (domain === null || !this.#hasRoomFor(domain)) return 'no-domain';
    return this.#add({ email: parsed.address, reason, domain, source });
  }

  #hasRoomFor(domain: string): boolean {
    if (!this.#domains.has(domain) && this.#domains.size >= MAX_UNSUBSCRIBE_DOMAINS) return false;
    this.#domains.add(domain);
    return true;
  }

  #add(candidate: SuppressionCandidate): 'taken' {
    const key = `${candidate.domain ?? ''} ${candidate.email}`;
    const earlier = this.#found.get(key);
    if (!earlier) this.#found.set(key, candidate);
    else if (isWeightier(candidate.reason, earlier.reason)) earlier.reason = candidate.reason;
    return 'taken';
  }
}

const reasonNamed = (text: string): SuppressionReason | undefined =>
  SUPPRESSION_REASONS.find((reason) => reason === text);

/** The value of a column, whose name may be written with capitals. */
function textOf(data: NewRecipient['data'], column: (typeof SUPPRESSION_COLUMNS)[number]): string {
  const [, value] = Object.entries(data ?? {}).find(([name]) => name.trim().toLowerCase() === column) ?? [];
  return typeof value === 'string' ? value : '';
}
