import { expect, it } from 'vitest';
import { addressRanges } from './address-ranges.js';

it.each<[string, string[]]>([
  ['127.0.0.1', ['127.0.0.1']],
  ['10.0.0.5, 10.1.0.0/16', ['10.0.0.5', '10.1.0.0/16']],
  ['::1,fd00::/8', ['::1', 'fd00::/8']],
])('takes %j', (text, ranges) => expect(addressRanges(text)).toEqual(ranges));

it.each(['proxy.example.com', '10.0.0.0/33', '::/0', '0.0.0.0/0', '10.0.0.0/8/8', '10.0.0.1,', 'true', '1'])(
  'refuses %j',
  (text) => expect(addressRanges(text)).toBeUndefined(),
);
