import { createPrivateKey, createPublicKey, randomBytes, subtle, type KeyObject } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CryptoKey } from 'jose';
import type { AppConfig } from '../config/app-config.js';
import { ConfigError } from '../config/setting.js';

/** What access tokens are signed and checked with. One algorithm only, so no token can choose another. */
export interface SigningKey {
  alg: 'HS256' | 'ES256' | 'EdDSA';
  sign: KeyObject | Uint8Array;
  verify: KeyObject | CryptoKey | Uint8Array;
}

export const SIGNING_KEY = Symbol('SIGNING_KEY');

/**
 * The key the configuration names, or a secret that the first start makes in the data directory.
 * @throws ConfigError when the key file cannot be read or holds no EC P-256 or Ed25519 private key; in production also when
 *   everybody on the machine may read it
 */
export async function loadSigningKey(config: AppConfig): Promise<SigningKey> {
  const { secret, privateKeyFile } = config.auth;
  if (privateKeyFile !== null) {
    if (config.production) await requirePrivate(privateKeyFile);
    return keyPairOf(privateKeyFile);
  }
  return sharedSecret(secret ?? (await generatedSecret(config.dataDir)));
}

async function sharedSecret(secret: string): Promise<SigningKey> {
  const bytes = new TextEncoder().encode(secret);
  // Made once: of bytes, a key would be made anew for every request.
  const verify = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  return { alg: 'HS256', sign: bytes, verify };
}

async function keyPairOf(file: string): Promise<SigningKey> {
  const key = await readPrivateKey(file);
  const alg = algorithmOf(key);
  if (!alg)
    throw new ConfigError([`AUTH_PRIVATE_KEY_FILE: "${file}" holds another kind of key; ${ACCEPTED}`]);
  return { alg, sign: key, verify: createPublicKey(key) };
}

/** Permission bits of those who are neither owner nor group. */
const OTHERS = 0o007;

const ACCEPTED = 'accepted: a PEM file with an EC P-256 or Ed25519 private key';

/** Windows has no such bits, and says of every file that all may read it. */
async function requirePrivate(file: string): Promise<void> {
  const mode = process.platform === 'win32' ? 0 : await modeOf(file);
  if ((mode & OTHERS) === 0) return;
  throw new ConfigError([
    `AUTH_PRIVATE_KEY_FILE: "${file}" can be read or changed by everybody on this machine; chmod 600 it`,
  ]);
}

/** One that is not there is told of by who reads it. */
async function modeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  });
  return found?.mode ?? 0;
}

async function readPrivateKey(file: string): Promise<KeyObject> {
  try {
    return createPrivateKey(await readFile(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new ConfigError([
      `AUTH_PRIVATE_KEY_FILE: "${file}" cannot be read as a key (${reason}); ${ACCEPTED}`,
    ]);
  }
}

function algorithmOf(key: KeyObject): 'ES256' | 'EdDSA' | null {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA';
  const isP256 = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return isP256 ? 'ES256' : null;
}

/** Made whole beside its place and then linked into it: of two processes that start at once, one wins. */
async function generatedSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'auth-secret');
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await mkdir(dataDir, { recursive: true });
  const existing = await readIfThere(file);
  if (existing !== null) return existing;
  await writeFile(draft, randomBytes(48).toString('base64'), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
