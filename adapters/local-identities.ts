import { createHash } from 'node:crypto';
import type { Identities, NewIdentity } from '../core/domains/identities.ts';
import type { Domain } from '../core/warm-up/domain.ts';

const DKIM_RECORDS = 3;

/** Identities on one machine: every domain is verified at once but those under `.invalid`, which never are. */
export class LocalIdentities implements Identities {
  async create(domain: string): Promise<NewIdentity> {
    const dkimTokens = Array.from({ length: DKIM_RECORDS }, (_, index) => {
      const selector = createHash('sha256').update(`${index} ${domain}`).digest('hex').slice(0, 32);
      return `${selector}.dkim.localhost`;
    });
    return { dkimTokens, verified: (await this.status(domain)) === 'verified', adopted: false };
  }

  async status(domain: string): Promise<Domain['status']> {
    return /(^|\.)invalid$/.test(domain) ? 'pending' : 'verified';
  }

  async remove(): Promise<void> {
    // There is nothing outside to remove.
  }
}
