import ipaddr from 'ipaddr.js';

/**
 * The kind of an IP address: on the internet (`public`), this machine's (`loopback`), or not to be called (`closed`).
 */
export type AddressKind = 'public' | 'loopback' | 'closed';

/** Kind of an IP address as text; anything that is not one is `closed`. */
export function kindOfAddress(text: string): AddressKind {
  if (!ipaddr.isValid(text)) return 'closed';
  // An IPv4 address inside an IPv6 one is judged by its own kind.
  const range = ipaddr.process(text).range();
  if (range === 'unicast') return 'public';
  return range === 'loopback' ? 'loopback' : 'closed';
}
