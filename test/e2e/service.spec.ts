import { once } from 'node:events';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt, spawnNode, type Spawned } from '../support/built.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const MAIN = resolve('dist/bin/main.js');

describe('the built service', () => {
  let folder: string;
  const spawned: Spawned[] = [];

  let database: TestDatabase;

  beforeAll(async () => {
    ensureBuilt();
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gofast-service-'));
  });
  afterEach(async () => {
    for (const service of spawned.splice(0)) {
      if (service.child.exitCode === null) service.child.kill('SIGTERM');
      await service.ended();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  function run(env: Record<string, string> = {}): Spawned {
    const service = spawnNode([MAIN], { cwd: folder, env: { PORT: '0', ...env } });
    spawned.push(service);
    return service;
  }
  async function addressOf(service: Spawned): Promise<string> {
    return (await service.said(/listening at (http:\/\/[^ ;]+);/))[1] ?? '';
  }

  it('starts on a database of its own, answers, logs no secret, and stops it last with exit code 0', async () => {
    const service = run();
    const url = await addressOf(service);
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/api/openapi.json`)).status).toBe(200);
    await fetch(`${url}/api/health/live`);
    await fetch(`${url}/api/auth/login?email=someone@example.com`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer hush-token',
        'x-request-id': 'the-id',
      },
      body: JSON.stringify({ email: 'someone@example.com', password: 'hush hush hush' }),
    });
    await service.said(/"reqId":"the-id".*"path":"\/api\/auth\/login".*"status":4\d\d/);
    expect(service.output()).not.toMatch(/hush|someone@example\.com/);
    expect(service.output()).not.toContain('/api/health/live"');
    const pidFile = join(folder, 'data', 'postgres', 'cluster', 'data', 'postmaster.pid');
    expect(existsSync(pidFile)).toBe(true);
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
  });

  it('loads no package twice, out of its bundle and from where it is installed', async () => {
    const service = spawnNode(['--import', resolve('test/support/loaded-packages.mjs'), MAIN], {
      cwd: folder,
      env: { PORT: '0', DATABASE_URL: database.url },
    });
    spawned.push(service);
    expect((await fetch(`${await addressOf(service)}/api/docs`)).status).toBe(200);
    service.child.kill('SIGTERM');
    await service.ended();
    const { packages } = JSON.parse(
      service
        .output()
        .split('\n')
        .findLast((line) => line !== '') ?? '',
    );
    expect(packages).toContain('class-validator');
    const bundled = new Set<string | undefined>();
    for (const chunk of globSync('dist/bin/chunks/*.js')) {
      const modules = readFileSync(chunk, 'utf8').matchAll(/^\/\/ \S*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm);
      for (const [, name] of modules) bundled.add(name);
    }
    expect(bundled).toContain('@nestjs/common');
    expect(packages.filter((name: string) => bundled.has(name))).toEqual([]);
  });

  it('answers what was begun before a SIGTERM, not ready meanwhile, and waits for no connection that asked for nothing', async () => {
    const service = run({ DATABASE_URL: database.url });
    const url = await addressOf(service);
    const { hostname, port } = new URL(url);
    const silent = connect(Number(port), hostname);
    const closed = once(
      silent.on('error', () => {}),
      'close',
    );
    await once(silent, 'connect');
    const slow = request(`${url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 2 },
    });
    const answered = new Promise<number>((done, failed) => {
      slow.once('error', failed);
      slow.once('response', (response) => done(response.statusCode ?? 0));
    });
    slow.write('{');
    // Only once its headers are with the service is it a request that was begun.
    await new Promise((done) => setTimeout(done, 200));
    service.child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/api/health/ready`)).status).toBe(503);
    slow.end('}');
    expect(await answered).toBe(400);
    const ending = Date.now();
    expect(await service.ended()).toBe(0);
    expect(Date.now() - ending).toBeLessThan(15_000);
    await closed;
  });

  it('cuts off what does not end within the grace', async () => {
    const service = run({ DATABASE_URL: database.url, SHUTDOWN_GRACE_MS: '300' });
    const slow = request(`${await addressOf(service)}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 2 },
    });
    const cut = new Promise((done) => slow.once('error', done));
    slow.write('{');
    await new Promise((done) => setTimeout(done, 200));
    service.child.kill('SIGINT');
    expect(await service.ended()).toBe(0);
    expect(await cut).toBeInstanceOf(Error);
    expect(service.output()).toContain('1 requests or operations did not end');
  });

  it('refuses a wrong configuration with exit code 78, naming all of it, from .env and the environment', async () => {
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=loud\nPORT=12\nFOREIGN=1\n');
    writeFileSync(join(folder, 'ai.json'), '{ "models": [{ "id": "a", "baseUrl": "ftp://me:short-pw@b" }] }');
    const ai = { AI_CONFIG_FILE: 'ai.json' };
    const service = run({ PORT: 'x', NODE_ENV: 'production', ADMIN_PASSWORD: 'short-pw', ...ai });
    expect(await service.ended()).toBe(78);
    for (const name of [
      'LOG_LEVEL: "loud"',
      'PORT: "x"',
      'DATABASE_URL: missing',
      'AUTH_SECRET: missing',
      'ADMIN_PASSWORD: what',
      'AI_CONFIG_FILE: ai.json: /models/0/baseUrl must be an http',
    ]) {
      expect(service.output()).toContain(name);
    }
    expect(service.output()).not.toMatch(/short-pw|FOREIGN|\n +at /);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('refuses weak secrets in production with exit code 78, by name and without their values', async () => {
    const service = run({
      NODE_ENV: 'production',
      AUTH_SECRET: 'change-me-hush-0123456789-abcdefghij',
      ADMIN_EMAIL: 'ana@example.com',
      ADMIN_PASSWORD: 'password!!!!!!!!',
      DATABASE_URL: 'postgresql://hush:hush@db.example.com/gofast',
    });
    expect(await service.ended()).toBe(78);
    for (const name of ['AUTH_SECRET: what', 'ADMIN_PASSWORD: what', 'DATABASE_URL: has']) {
      expect(service.output()).toContain(name);
    }
    expect(service.output()).not.toMatch(/hush|password!|\n +at /);
  });

  it('refuses a private key that everybody may read in production with exit code 78', async () => {
    const file = join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    chmodSync(file, 0o644);
    const env = { NODE_ENV: 'production', DATABASE_URL: database.url, AUTH_PRIVATE_KEY_FILE: file };
    const service = run(env);
    expect(await service.ended()).toBe(78);
    expect(service.output()).toMatch(/AUTH_PRIVATE_KEY_FILE: .*chmod 600/);
    expect(service.output()).not.toMatch(/PRIVATE KEY---|\n +at /);
  });

  it('fails with exit code 1 when the database does not answer', async () => {
    const service = run({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' });
    expect(await service.ended()).toBe(1);
    expect(service.output()).toMatch(/ECONNREFUSED.*correct DATABASE_URL/);
    expect(service.output()).not.toMatch(/\n +at /);
  });

  it('fails with exit code 1 when another listens on its port, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    try {
      await once(other, 'listening');
      const address = other.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const service = run({ DATABASE_URL: database.url, PORT: String(port) });
      expect(await service.ended()).toBe(1);
      expect(service.output()).toMatch(/EADDRINUSE.*choose another PORT/);
      expect(service.output()).not.toMatch(/\n +at /);
    } finally {
      other.close();
    }
  });
});
