import ipaddr from 'ipaddr.js';

/**
 * The kind of an IP address: on the internet (`public`), this machine's (`loopback`), or not to be called (`closed`).
 */
export type AddressKind = 'public' | 'loopback' | 'closed';

/** Kind of an IP address as text; anything that is not one is `closed`. */
export function kindOfAddress(text: string): AddressKind {
  if (!ipaddr.isValid(text)) return 'closed';
  // An IPv4 address inside an IPv6 one is judged by its own kind.
  const address = ipaddr.process(text);
  const range = address.range();
  if (range === 'unicast') return address.kind() === 'ipv4' || isGlobal(address) ? 'public' : 'closed';
  return range === 'loopback' ? 'loopback' : 'closed';
}

/** All of IPv6 that is given out to the internet (https://www.iana.org/assignments/ipv6-address-space). */
const isGlobal = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => address.match(ipaddr.parseCIDR('2000::/3'));
