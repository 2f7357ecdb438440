import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditEntry } from '../../src/auth/audit-entry.entity.js';
import { Staff } from '../../src/auth/staff.entity.js';
import type { Row } from '../support/access/row.js';
import { ACCESS_TABLE } from '../support/access/table.js';
import {
  faultyCredentials,
  goodCredentials,
  type Credential,
  type Credentials,
} from '../support/access/token-faults.js';
import { AUDIENCE, startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';
import { signedIn } from '../support/people.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Tokens are signed with a key pair, so that its public half is there to be abused. */
const pair = generateKeyPairSync('ed25519');
const folder = mkdtempSync(join(tmpdir(), 'gofast-key-'));

let provider: IdentityProvider;
let test: TestApp;
let good: Credentials;
let faulty: Credentials;
beforeAll(async () => {
  const file = join(folder, 'key.pem');
  writeFileSync(file, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  provider = await startIdentityProvider();
  test = await startTestApp({
    env: {
      AUTH_SECRET: '',
      AUTH_PRIVATE_KEY_FILE: file,
      OIDC_ISSUER: provider.issuer,
      OIDC_AUDIENCE: AUDIENCE,
    },
  });
  const parts = { test, provider, key: pair.privateKey };
  good = await goodCredentials(parts);
  faulty = await faultyCredentials(parts);
});
afterAll(async () => {
  await test.close();
  await provider.close();
  rmSync(folder, { recursive: true });
});

const GUARDED = ACCESS_TABLE.filter(({ expected }) => expected.nobody === 401);

async function ask({ route }: Pick<Row, 'route'>, { headers, query = '' }: Credential) {
  const [method, path = ''] = route.split(' ');
  const url = path.replaceAll(/:\w+/g, () => v7()) + query;
  const answer = await test.app.inject({
    method: method as NonNullable<InjectOptions['method']>,
    url,
    headers,
  });
  return { status: answer.statusCode, body: answer.json() };
}

it('lets in whoever has what is good', async () => {
  for (const [name, credential] of Object.entries(good)) {
    const { status } = await ask({ route: 'GET /api/auth/me' }, credential);
    expect({ name, status }).toEqual({ name, status: 200 });
  }
});

describe.each(GUARDED)('$route', (row) => {
  it('lets nobody in with what is not good, and says no more than that', async () => {
    const before = await test.orm.em.fork().count(AuditEntry);
    for (const [name, credential] of Object.entries(faulty)) {
      const { status, body } = await ask(row, credential);
      expect({ name, status, code: body.code }).toEqual({ name, status: 401, code: 'auth.required' });
      expect(body.detail).toMatch(/^Sign in at POST \/api\/auth\/login/);
    }
    expect(await test.orm.em.fork().count(AuditEntry)).toBe(before);
  });
});

describe('somebody who is no admin any more', () => {
  const ADMINS = GUARDED.filter(({ expected }) => expected.admin !== 403 && expected.coach === 403);

  it('is refused with the token they signed in for as one, at once', async () => {
    expect(ADMINS.length).toBeGreaterThan(20);
    const admin = await signedIn(test, 'admin');
    const users = { route: 'GET /api/users' };
    expect((await ask(users, admin)).status).toBe(200);
    await test.orm.em.fork().nativeUpdate(Staff, { id: admin.id }, { role: 'coach' });
    for (const row of ADMINS) {
      const { status } = await ask(row, admin);
      expect({ route: row.route, status }).toEqual({ route: row.route, status: 403 });
    }
    await test.orm.em.fork().nativeUpdate(Staff, { id: admin.id }, { role: 'admin' });
    expect((await ask(users, admin)).status).toBe(200);
  });

  it('is refused with their keys, too', async () => {
    const key = good['an API key'];
    if (!key) throw new Error('There is no key');
    const log = { route: 'GET /api/audit-log' };
    expect((await ask(log, key)).status).toBe(200);
    await test.orm.em.fork().nativeUpdate(Staff, { role: 'admin' }, { role: 'coach' });
    expect((await ask(log, key)).status).toBe(403);
  });
});
