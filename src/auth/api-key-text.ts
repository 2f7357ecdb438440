import { randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { digestOf } from './secrets.js';

/** What every key begins with, so that scanners of leaked secrets find them and we tell them from access tokens. */
export const KEY_PREFIX = 'gofast_';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 256 bits and 32 bits, in digits of base 62. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** No character ends a word, so that a double click selects the whole. */
const FORM = new RegExp(
  `^(${KEY_PREFIX}(?:live|test)_([0-9a-f]{32})_[0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

/**
 * A new key: `gofast_live_<id>_<secret><checksum>`, the secret of 256 random bits.
 * @param id a UUID, by which the key is found again
 * @param environment `live` in production, else `test`
 */
export function newKeyText(id: string, environment: 'live' | 'test'): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_LENGTH);
  const body = `${KEY_PREFIX}${environment}_${id.replaceAll('-', '')}_${secret}`;
  return body + checksumOf(body);
}

/** The id in a key; null for what cannot be one of ours, whether mistyped or made up: no need to look it up. */
export function idInKey(text: string): string | null {
  const [, body = '', id = '', checksum] = FORM.exec(text) ?? [];
  if (checksum === undefined || checksumOf(body) !== checksum) return null;
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Whether `digest` is stored of this key; takes as long wherever they differ. */
export function isKeyOf(text: string, digest: string): boolean {
  const [given, stored] = [Buffer.from(digestOf(text)), Buffer.from(digest)];
  return given.length === stored.length && timingSafeEqual(given, stored);
}

function checksumOf(body: string): string {
  return base62(BigInt(crc32(body)), CHECKSUM_LENGTH);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = DIGITS.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}
