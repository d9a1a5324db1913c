import { createHash } from 'node:crypto';
import type { Identities, NewIdentity, TestRecipient } from '../core/domains/identities.ts';
import type { Domain, MailFrom } from '../core/warm-up/domain.ts';

const TOKENS = 3;
const TOKEN_LENGTH = 32;

/**
 * Proofs of ownership on one machine: every domain is verified immediately, except those under `.invalid`, which never
 * are.
 */
export class LocalIdentities implements Identities {
  async create(domain: string, mailFrom: string): Promise<NewIdentity> {
    const dkimTokens = Array.from({ length: TOKENS }, (_, i) => `${tokenOf(domain, i)}.dkim.amazonses.com`);
    return { dkimTokens, verified: !isInvalid(domain), mailFrom: mailFromOf(mailFrom), adopted: false };
  }

  /** Here everybody may be mailed. */
  async addTestRecipient(address: string): Promise<TestRecipient> {
    return { address, status: 'verified' };
  }

  async status(domain: string): Promise<Domain['status']> {
    return isInvalid(domain) ? 'pending' : 'verified';
  }

  async setMailFrom(_domain: string, mailFrom: string | null): Promise<MailFrom | null> {
    return mailFrom === null ? null : mailFromOf(mailFrom);
  }

  async remove(): Promise<void> {}
}

/** With the record that the DNS of this machine has for every name. */
const mailFromOf = (domain: string): MailFrom => ({ domain, mx: `10 mail.${domain}` });

const isInvalid = (domain: string): boolean => domain === 'invalid' || domain.endsWith('.invalid');

/** Looks like a token of SES, and is the same after every restart. */
const tokenOf = (domain: string, i: number): string =>
  createHash('sha256').update(`${domain}#${i}`).digest('hex').slice(0, TOKEN_LENGTH);
