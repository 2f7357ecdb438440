import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SIGNING_KEY, type SigningKey } from './signing-key.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Tells sealed text of this form from that of a later one. */
const VERSION = 'v1.';

/**
 * Keeps secrets that the service has to know again, unreadable in the database: AES-256-GCM under a key derived from
 * the installation's own secret, which signs access tokens. Another such secret opens nothing sealed before.
 */
@Injectable()
export class SecretBox {
  private readonly key: Uint8Array;

  constructor(@Inject(SIGNING_KEY) { sign }: SigningKey) {
    this.key = new Uint8Array(hkdfSync('sha256', bytesOf(sign), '', 'secrets at rest, 1', KEY_BYTES));
  }

  /** @param owner whose secret it is, e.g. `webhook:<id>`: it opens for nobody else */
  seal(secret: string, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return VERSION + sealed.toString('base64url');
  }

  /** @throws Error when it was changed, is another's, or was sealed under another secret of the installation */
  open(sealed: string, owner: string): string {
    if (!sealed.startsWith(VERSION)) throw new Error('Not a sealed secret');
    const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(owner));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return (
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    );
  }
}

function bytesOf(key: KeyObject | Uint8Array): Uint8Array {
  return key instanceof Uint8Array ? key : key.export({ format: 'der', type: 'pkcs8' });
}
