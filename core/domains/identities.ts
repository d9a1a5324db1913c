import type { Domain } from '../warm-up/domain.ts';

/** The identity provider's answer for a newly added domain. */
export interface NewIdentity {
  /** Targets of the DKIM CNAMEs, e.g. `abc.dkim.amazonses.com`; their first label is the selector. */
  dkimTokens: string[];
  verified: boolean;
  /** It was there before; `remove` must not be called for it. */
  adopted: boolean;
}

/** Whether a test recipient may be mailed: SES mails the address a link, and waits until somebody follows it. */
export interface TestRecipient {
  address: string;
  status: Domain['status'];
}

/** Proofs that a domain may be sent from: SES identities, or none on one machine. */
export interface Identities {
  /** Creates the identity of a domain. An existing one is adopted, which is success. */
  create(domain: string): Promise<NewIdentity>;
  /**
   * Lets an address be mailed from an account in the sandbox. One that exists is adopted, and one that is pending stays
   * so: safe to repeat. Throws `already-exists` for an address of another stack.
   */
  addTestRecipient(address: string): Promise<TestRecipient>;
  status(domain: string): Promise<Domain['status']>;
  /** Removes an identity that `create` made; one that does not exist is success. */
  remove(domain: string): Promise<void>;
}
