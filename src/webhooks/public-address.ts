import { BlockList, isIP } from 'node:net';

type Range = readonly [network: string, prefix: number];

/** IPv4 that is not globally reachable: IANA's special-purpose registry (RFC 6890 and its updates). */
const SPECIAL_V4: readonly Range[] = [
  ['0.0.0.0', 8], // this network, unspecified
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by carriers' NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, clouds' metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // relays of 6to4
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/** What there is of global unicast, and the two forms that carry an IPv4 address which can be looked at. */
const IPV4_MAPPED: Range = ['::ffff:0:0', 96];
const NAT64: Range = ['64:ff9b::', 96];
const GLOBAL_V6: readonly Range[] = [['2000::', 3], IPV4_MAPPED, NAT64];

/** Within global unicast, what is not globally reachable or leads to an IPv4 address unseen. */
const SPECIAL_V6: readonly Range[] = [
  ['2001::', 23], // protocol assignments: Teredo, benchmarking, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
];

const specialV4 = listOf(SPECIAL_V4, 'ipv4');
const globalV6 = listOf(GLOBAL_V6, 'ipv6');
const specialV6 = listOf(SPECIAL_V6, 'ipv6');
for (const [network, prefix] of SPECIAL_V4) {
  // `::ffff:10.0.0.0/104` and `64:ff9b::10.0.0.0/104` are 10.0.0.0/8 in another spelling.
  specialV6.addSubnet(`::ffff:${network}`, 96 + prefix, 'ipv6');
  specialV6.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
}

function listOf(ranges: readonly Range[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

/** Whether an address, as a resolver or a parsed URL writes it, is one that anybody on the internet can reach. */
export function isPublicAddress(address: string): boolean {
  // One with a zone is an address of this machine's own links.
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 4) return !specialV4.check(address, 'ipv4');
  return family === 6 && globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
}
