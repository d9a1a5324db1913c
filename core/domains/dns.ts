export type DnsType = 'CNAME' | 'TXT' | 'MX';

/** `missing`: the name has no record of the type. `unknown`: nobody answered in time. */
export type DnsAnswer = { kind: 'found'; values: string[] } | { kind: 'missing' } | { kind: 'unknown' };

/** What the DNS holds, as anybody on the internet sees it. */
export interface Dns {
  /**
   * Records of a name: targets of a CNAME, texts, or `priority host` of an MX, without the dot at the end. Never
   * throws, and answers within two seconds.
   */
  lookUp(name: string, type: DnsType): Promise<DnsAnswer>;
}
