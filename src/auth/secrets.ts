import { randomBytes } from 'node:crypto';
import { sha256 } from '../common/sha256.js';

/** A secret for one holder: 256 random bits as 43 characters that need no escaping. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is stored of a secret that {@link randomSecret} drew. A plain SHA-256 is enough for 256 random bits: there is
 * nothing to guess that a slow hash would protect (ASVS 6.5.2).
 */
export function digestOf(secret: string): string {
  return sha256(secret);
}

/** A password for one account, said once: 120 random bits. */
export function oneTimePassword(): string {
  return randomBytes(15).toString('base64url');
}
