import type { Domain, MailFrom } from '../warm-up/domain.ts';

/** The identity provider's answer for a newly added domain. */
export interface NewIdentity {
  /** Targets of the DKIM CNAMEs, e.g. `abc.dkim.amazonses.com`; their first label is the selector. */
  dkimTokens: string[];
  verified: boolean;
  /** Where bounces go back to; null for the provider's own domain. */
  mailFrom: MailFrom | null;
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
  /**
   * Creates the identity of a domain, with a domain for bounces. An existing one is adopted as it is, which is success.
   */
  create(domain: string, mailFrom: string): Promise<NewIdentity>;
  /** Sets the domain for bounces, which mail begins to use once its records are found; null for the provider's own. */
  setMailFrom(domain: string, mailFrom: string | null): Promise<MailFrom | null>;
  /**
   * Lets an address be mailed from an account in the sandbox. One that exists is adopted, and one that is pending stays
   * so: safe to repeat. Throws `already-exists` for an address of another stack.
   */
  addTestRecipient(address: string): Promise<TestRecipient>;
  status(domain: string): Promise<Domain['status']>;
  /** Removes an identity that `create` made; one that does not exist is success. */
  remove(domain: string): Promise<void>;
}
