import { randomBytes } from 'node:crypto';

/** The specification asks for 24 to 64. */
const SECRET_BYTES = 32;

/** A secret to sign with, as receivers' libraries take it. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** To whom a webhook's sealed secret belongs. */
export function secretOwner(webhookId: string): string {
  return `webhook:${webhookId}`;
}
