import type { Domain } from '../warm-up/domain.ts';

/** The identity provider's answer for a newly added domain. */
export interface NewIdentity {
  /** Targets of the DKIM CNAMEs, e.g. `abc.dkim.amazonses.com`; their first label is the selector. */
  dkimTokens: string[];
  verified: boolean;
  /** It was there before; `remove` must not be called for it. */
  adopted: boolean;
}

/** Proofs that a domain may be sent from: SES identities, or none on one machine. */
export interface Identities {
  /** Creates the identity of a domain. An existing one is adopted, which is success. */
  create(domain: string): Promise<NewIdentity>;
  status(domain: string): Promise<Domain['status']>;
  /** Removes an identity that `create` made; one that does not exist is success. */
  remove(domain: string): Promise<void>;
}
