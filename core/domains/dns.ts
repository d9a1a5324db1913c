export const DNS_TYPES = ['CNAME', 'TXT', 'MX'] as const;
export type DnsType = (typeof DNS_TYPES)[number];

/** `missing`: the name has no record of the type. `unknown`: no answer came in time. */
export type DnsAnswer = { kind: 'found'; values: string[] } | { kind: 'missing' } | { kind: 'unknown' };

/** The public DNS. */
export interface Dns {
  /**
   * Records of a name: targets of a CNAME, texts, or `priority host` of an MX, without the final dot. Never throws, and
   * returns within two seconds.
   */
  lookUp(name: string, type: DnsType): Promise<DnsAnswer>;
}
