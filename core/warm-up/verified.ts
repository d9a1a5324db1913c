import { invalidField } from '../problems.ts';
import type { Domain } from './domain.ts';

/** The domain of a field that says who sends. Throws `domain-not-verified` unless it may send. */
export function requireVerified<Known extends Pick<Domain, 'status'>>(
  path: string,
  name: string,
  domain: Known | undefined,
): Known {
  if (domain?.status === 'verified') return domain;
  const message = domain ? `the domain ${name} is not verified yet` : `there is no domain ${name}`;
  throw invalidField(path, message, domain ? 'not-verified' : 'no-such', { domain: name }, 'domain-not-verified');
}
