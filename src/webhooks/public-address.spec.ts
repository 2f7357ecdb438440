import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './public-address.js';

const PUBLIC_V4 = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '93.184.216.34',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.88.98.255',
  '192.88.100.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '198.51.99.255',
  '198.51.101.0',
  '203.0.112.255',
  '203.0.114.0',
  '223.255.255.255',
];

type Kind = readonly [name: string, ...addresses: string[]];

const PRIVATE_V4: readonly Kind[] = [
  ['unspecified', '0.0.0.0', '0.255.255.255'],
  ['private', '10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  ['of a carrier’s NAT', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.1', '127.255.255.255'],
  ['link-local', '169.254.0.0', '169.254.169.254', '169.254.255.255'],
  ['of protocols', '192.0.0.0', '192.0.0.255'],
  ['for documentation', '192.0.2.1', '198.51.100.1', '203.0.113.255'],
  ['of relays', '192.88.99.1'],
  ['for benchmarks', '198.18.0.0', '198.19.255.255'],
  ['multicast', '224.0.0.1', '239.255.255.255'],
  ['reserved', '240.0.0.1', '255.255.255.254'],
  ['broadcast', '255.255.255.255'],
];

const PRIVATE_V6: readonly Kind[] = [
  ['unspecified', '::'],
  ['loopback', '::1', '0:0:0:0:0:0:0:1'],
  ['unique local', 'fc00::1', 'fdff:ffff::1', 'fd00:ec2::254'],
  [
    'link-local',
    'fe80::1',
    'febf::1',
    'fe80::1%eth0',
    'fe80::1%1',
    '2606:4700:4700::1111%eth0',
    '::ffff:8.8.8.8%eth0',
  ],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1', 'ff0e::1'],
  ['for documentation', '2001:db8::1', '2001:db8:ffff::1', '3fff::1', '3fff:fff::1'],
  ['for benchmarks', '2001:2::1'],
  ['Teredo', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['of hashes', '2001:10::1', '2001:20::1'],
  ['6to4', '2002:7f00:1::1', '2002:a00:1::', '2002:808:808::1'],
  ['for discarding', '100::1'],
  ['IPv4-compatible', '::127.0.0.1', '::7f00:1', '::8.8.8.8'],
  ['translated', '::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  ['of local NAT64', '64:ff9b:1::a00:1', '64:ff9b:1::8.8.8.8'],
  ['of segment routing', '5f00::1'],
  ['of no allocation', '4000::1', '8000::1', '1::1'],
];

const PUBLIC_V6 = [
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2001:4860:4860::8888',
  '2003::1',
  '2620:fe::fe',
  '3ffe::1',
  '::ffff:8.8.8.8',
  '::FFFF:808:808',
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
];

describe('isPublicAddress', () => {
  it.each([...PUBLIC_V4, ...PUBLIC_V6])('lets %s be', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([...PRIVATE_V4, ...PRIVATE_V6])('refuses those %s', (_, ...addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });

  // Mapped and translated by NAT64 they are the same hosts.
  it.each(PRIVATE_V4.flatMap(([, ...addresses]) => addresses))('refuses %s inside IPv6', (address) => {
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    const groups = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
    for (const form of [
      `::ffff:${address}`,
      `::ffff:${groups}`,
      `0:0:0:0:0:FFFF:${groups}`,
      `64:ff9b::${address}`,
      `64:ff9b::${groups}`,
      `64:ff9b:0:0:0:0:${groups}`,
      `2002:${groups}::1`,
      `::${address}`,
    ]) {
      expect([form, isPublicAddress(form)]).toEqual([form, false]);
    }
  });

  it.each([
    '',
    'localhost',
    'example.com',
    '127.1',
    '0x7f000001',
    '2130706433',
    '8.8.8.8 ',
    '[::1]',
    '8.8.8.8%1',
  ])('refuses "%s", which is no address', (text) => expect(isPublicAddress(text)).toBe(false));

  it('says the same of an IPv4 address and of its mapped form', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isPublicAddress(`::ffff:${address}`)).toBe(isPublicAddress(address));
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(isPublicAddress(address));
      }),
      { numRuns: 2_000 },
    );
  });
});
