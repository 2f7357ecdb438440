import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/app-config.js';
import { ConfigError } from '../config/setting.js';
import { AccessTokens } from './access-tokens.js';
import { loadSigningKey } from './signing-key.js';

const SUBJECT = {
  staffId: '01a20386-dc52-7416-805e-2b18e3ae70a5',
  sessionId: '01a20386-dc52-7416-805e-2b18e3ae70a6',
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gofast-key-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function keyFile(key: string | Buffer): string {
  const file = join(dir, 'key.pem');
  writeFileSync(file, key);
  return file;
}

const load = (env: Record<string, string>) => loadSigningKey(loadConfig({ DATA_DIR: dir, ...env }));
const pem = { type: 'pkcs8', format: 'pem' } as const;

describe('loadSigningKey', () => {
  it('makes one secret for all that start at once, for its owner’s eyes only, and keeps it', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => load({})));
    const token = await new AccessTokens(keys[0]!).issue(SUBJECT);
    for (const key of [...keys, await load({})]) {
      expect(await new AccessTokens(key).verify(token)).toEqual(SUBJECT);
    }
    expect(statSync(join(dir, 'auth-secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['auth-secret']);
  });

  it.each([
    ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['EdDSA', generateKeyPairSync('ed25519').privateKey],
  ])('signs by %s when the key file says so', async (alg, key) => {
    const loaded = await load({ AUTH_PRIVATE_KEY_FILE: keyFile(key.export(pem)) });
    expect(loaded.alg).toBe(alg);
    const tokens = new AccessTokens(loaded);
    expect(await tokens.verify(await tokens.issue(SUBJECT))).toEqual(SUBJECT);
    const secret = new AccessTokens(
      await load({ AUTH_SECRET: 'only-for-tests-0123456789-abcdefghijklmnop' }),
    );
    expect(await tokens.verify(await secret.issue(SUBJECT))).toBeNull();
    expect(await secret.verify(await tokens.issue(SUBJECT))).toBeNull();
  });

  it.each([
    [
      'a key that signs too weakly',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem),
    ],
    ['another curve', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey.export(pem)],
    ['no key at all', 'hello'],
  ])('refuses %s by the setting’s name', async (_, key) => {
    const loading = load({ AUTH_PRIVATE_KEY_FILE: keyFile(key) });
    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toThrow(/AUTH_PRIVATE_KEY_FILE/);
  });

  it.each([
    [0o644, false],
    [0o602, false],
    [0o640, true],
    [0o600, true],
  ])('takes a key file of mode %o in production: %s', async (mode, taken) => {
    const file = keyFile(generateKeyPairSync('ed25519').privateKey.export(pem));
    chmodSync(file, mode);
    const production = { NODE_ENV: 'production', DATABASE_URL: 'postgresql://localhost/gofast' };
    const loading = load({ ...production, AUTH_PRIVATE_KEY_FILE: file });
    if (taken) expect((await loading).alg).toBe('EdDSA');
    else
      await expect(loading).rejects.toThrow(/^Wrong configuration.*\n.*AUTH_PRIVATE_KEY_FILE: .*chmod 600/);
  });

  it('refuses a key file that is not there', async () => {
    await expect(load({ AUTH_PRIVATE_KEY_FILE: join(dir, 'none.pem') })).rejects.toThrow(ConfigError);
  });
});
