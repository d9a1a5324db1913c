import ipaddr from 'ipaddr.js';

/** What an IP address is: anybody's (`public`), this machine's (`loopback`), or nobody's business (`closed`). */
export type AddressKind = 'public' | 'loopback' | 'closed';

/** Kind of an IP address as text; anything that is not one is `closed`. */
export function kindOfAddress(text: string): AddressKind {
  if (!ipaddr.isValid(text)) return 'closed';
  // An IPv4 address inside an IPv6 one is judged as what it is.
  const range = ipaddr.process(text).range();
  if (range === 'unicast') return 'public';
  return range === 'loopback' ? 'loopback' : 'closed';
}
