import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

export const MAX_URL_LENGTH = 2_000;

/** Names that lead to no public place by what they are: RFC 6761, 6762 and 8375, and ICANN's for private use. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)$/;

const ACCEPTED = {
  public: `must be an https URL of at most ${MAX_URL_LENGTH} characters with a public host and without user or password`,
  private: `must be an https or http URL of at most ${MAX_URL_LENGTH} characters without user or password`,
};

/** Whether receivers may live where only we can reach them. */
export interface ReceiverPolicy {
  allowPrivate: boolean;
}

/**
 * A receiver's URL as it is kept and connected to: hosts that are numbers in any spelling are addresses then.
 * Addresses behind a name are looked at whenever it is connected to.
 */
export function parseReceiverUrl(
  text: string,
  { allowPrivate }: ReceiverPolicy,
): { url: string; fault: null } | { url: null; fault: string } {
  const fault = allowPrivate ? ACCEPTED.private : ACCEPTED.public;
  // The parser would drop blanks and line ends without a word.
  if (text.length > MAX_URL_LENGTH || /[\s\p{C}]/u.test(text) || !URL.canParse(text))
    return { url: null, fault };
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || (allowPrivate && url.protocol === 'http:');
  const accepted = isWeb && url.username === '' && url.password === '' && (allowPrivate || isPublicHost(url));
  return accepted ? { url: url.href, fault: null } : { url: null, fault };
}

/** The name or address to connect to: without brackets, and without the dot that ends a full name. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function isPublicHost(url: URL): boolean {
  const host = hostOf(url);
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !PRIVATE_NAME.test(host);
}
