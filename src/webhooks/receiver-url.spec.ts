import { describe, expect, it } from 'vitest';
import { hostOf, MAX_URL_LENGTH, parseReceiverUrl } from './receiver-url.js';

const accepted = (url: string, allowPrivate = false) => parseReceiverUrl(url, { allowPrivate }).url;

describe('a receiver’s URL', () => {
  it.each([
    ['https://receiver.example.com/hooks?key=1', 'https://receiver.example.com/hooks?key=1'],
    ['https://receiver.example.com:8443/', 'https://receiver.example.com:8443/'],
    ['HTTPS://Receiver.Example.Com', 'https://receiver.example.com/'],
    ['https://receiver.example.com./x', 'https://receiver.example.com./x'],
    ['https://läufer.example/', 'https://xn--lufer-gra.example/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://134744072/', 'https://8.8.8.8/'],
    ['https://[2606:4700:4700::1111]/', 'https://[2606:4700:4700::1111]/'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
  ])('%s is kept as %s', (given, kept) => {
    expect(accepted(given)).toBe(kept);
    expect(accepted(kept)).toBe(kept);
  });

  it.each([
    '',
    'receiver.example.com',
    '//receiver.example.com',
    'http://receiver.example.com/',
    'ftp://receiver.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://:443/',
    ' https://receiver.example.com',
    'https://receiver.example.com/a b',
    'https://receiver.example.com/\n',
    'https://rece\tiver.example.com/',
    'https://receiver.example.com:99999/',
    'https://me@receiver.example.com/',
    'https://me:secret@receiver.example.com/',
    'https://:secret@receiver.example.com/',
    `https://receiver.example.com/${'x'.repeat(MAX_URL_LENGTH)}`,
  ])('"%s" is refused', (url) => expect(accepted(url)).toBeNull());

  it.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'receiver',
    'receiver.',
    'printer.local',
    'db.internal',
    'metadata.google.internal',
    'metadata.google.internal.',
    'nas.home.arpa',
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '127.0.1',
    '0',
    '0.0.0.0',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '0x7f000001',
    '0x7f.1',
    '0X7F.0x0.0x0.0x1',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '127。0。0。1',
    '①②⑦.0.0.1',
    '10.0.0.1',
    '0xA.1',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '192.168.1.1',
    '3232235777',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::ffff:a9fe:a9fe]',
    '[::127.0.0.1]',
    '[fe80::1]',
    '[fe80::1%25eth0]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
    '[2001:db8::1]',
    '[ff02::1]',
  ])('the host %s is refused, with a port or without', (host) => {
    expect(accepted(`https://${host}/`)).toBeNull();
    expect(accepted(`https://${host}:8443/hooks`)).toBeNull();
  });

  it('may be http and private where that is allowed, and is as strict beside that', () => {
    expect(accepted('http://127.0.0.1:4000/x', true)).toBe('http://127.0.0.1:4000/x');
    expect(accepted('http://localhost:4000', true)).toBe('http://localhost:4000/');
    expect(accepted('https://receiver/', true)).toBe('https://receiver/');
    for (const url of [
      'ftp://127.0.0.1/',
      'http://me:secret@127.0.0.1/',
      ' http://127.0.0.1/',
      '127.0.0.1',
    ]) {
      expect([url, accepted(url, true)]).toEqual([url, null]);
    }
  });

  it('says what is accepted', () => {
    expect(parseReceiverUrl('x', { allowPrivate: false }).fault).toContain('must be an https URL');
    expect(parseReceiverUrl('x', { allowPrivate: true }).fault).toContain('https or http');
  });
});

it.each([
  ['https://receiver.example.com.:1/x', 'receiver.example.com'],
  ['https://[2606:4700::1]:1/', '2606:4700::1'],
  ['https://0x08080808/', '8.8.8.8'],
])('the host of %s is %s', (url, host) => expect(hostOf(new URL(url))).toBe(host));
