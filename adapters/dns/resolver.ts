import { Resolver } from 'node:dns/promises';
import type { Dns, DnsAnswer, DnsType } from '../../core/domains/dns.ts';

/** As the port promises. */
const TIMEOUT_MS = 2_000;
/** A server that does not answer in this time is given up, and the next one is asked. */
const TIMEOUT_PER_SERVER_MS = 900;

/** Codes for a missing record, in contrast to no answer. */
const MISSING = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME']);

export interface DnsResolverOptions {
  /** `address:port` of name servers. @default those of the system */
  servers?: string[];
}

/** Asks the name servers of the system. */
export class DnsResolver implements Dns {
  readonly #servers: string[] | undefined;

  constructor({ servers }: DnsResolverOptions = {}) {
    this.#servers = servers;
  }

  async lookUp(name: string, type: DnsType): Promise<DnsAnswer> {
    // One resolver per query: cancelling one must not cancel the others.
    const resolver = new Resolver({ timeout: TIMEOUT_PER_SERVER_MS, tries: 1 });
    if (this.#servers) resolver.setServers(this.#servers);
    const timer = setTimeout(() => resolver.cancel(), TIMEOUT_MS);
    try {
      const values = await ask(resolver, name, type);
      return values.length > 0 ? { kind: 'found', values } : { kind: 'missing' };
    } catch (error) {
      return { kind: MISSING.has(String((error as NodeJS.ErrnoException).code)) ? 'missing' : 'unknown' };
    } finally {
      clearTimeout(timer);
    }
  }
}

async function ask(resolver: Resolver, name: string, type: DnsType): Promise<string[]> {
  switch (type) {
    case 'CNAME':
      return (await resolver.resolveCname(name)).map((host) => host.replace(/\.$/, ''));
    case 'TXT':
      // A text longer than 255 bytes comes in parts.
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    case 'MX':
      return (await resolver.resolveMx(name))
        .sort((a, b) => a.priority - b.priority)
        .map(({ priority, exchange }) => `${priority} ${exchange}`.trim());
  }
}
