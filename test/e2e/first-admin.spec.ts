import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FirstAdmin } from '../../src/auth/first-admin.js';
import { PasswordHasher } from '../../src/auth/password-hasher.js';
import { Staff } from '../../src/auth/staff.entity.js';
import { UsageError } from '../../src/cli/flags.js';
import { staffCommand } from '../../src/cli/staff-command.js';
import { loadConfig, type AppConfig } from '../../src/config/app-config.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { startService, type RunningService } from '../../src/service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let dataDir: string;
let running: RunningService[];
beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'gofast-admin-'));
  running = [];
});
afterEach(async () => {
  for (const service of running) await service.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

function configOf(env: Record<string, string> = {}): AppConfig {
  return loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    ...env,
  });
}

async function start(env: Record<string, string> = {}): Promise<RunningService> {
  const service = await startService(configOf(env));
  running.push(service);
  return service;
}

async function login({ url }: RunningService, sent: object) {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  });
  const body: { user?: { role: string } } = JSON.parse(await answer.text());
  return { status: answer.status, body };
}

async function accounts(): Promise<Staff[]> {
  const orm = await MikroORM.init(ormOptions(database.url));
  try {
    return await orm.em.fork().find(Staff, {});
  } finally {
    await orm.close();
  }
}

const CREDENTIALS = /^email: (\S+)\npassword: (\S+)\n$/;
const NAMED = { ADMIN_EMAIL: 'boss@example.com', ADMIN_PASSWORD: 'seven tired horses' };
const credentials = { email: NAMED.ADMIN_EMAIL, password: NAMED.ADMIN_PASSWORD };

describe('the first admin', () => {
  it('is the one the configuration names, and leaves no file', async () => {
    const answer = await login(await start(NAMED), credentials);
    expect([answer.status, answer.body.user?.role]).toEqual([200, 'admin']);
    expect(readdirSync(dataDir)).not.toContain('first-admin');
  });

  it('else gets a password in a file of its owner’s', async () => {
    const service = await start();
    const file = join(dataDir, 'first-admin');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [, email, password] = CREDENTIALS.exec(readFileSync(file, 'utf8')) ?? [];
    expect((await login(service, { email, password })).body.user?.role).toBe('admin');
    expect(readdirSync(dataDir).sort()).toEqual(['auth-secret', 'first-admin']);
  });

  it('is made once, by however many start at once', async () => {
    const orm = await MikroORM.init(ormOptions(database.url));
    const replicas = Array.from(
      { length: 8 },
      () => new FirstAdmin(configOf(), orm.em, new PasswordHasher()),
    );
    await Promise.all(replicas.map((replica) => replica.onApplicationBootstrap()));
    await orm.close();
    expect((await accounts()).length).toBe(1);
    const [, email, password] = CREDENTIALS.exec(readFileSync(join(dataDir, 'first-admin'), 'utf8')) ?? [];
    expect((await login(await start(), { email, password })).status).toBe(200);
  });

  it('is not made where there are accounts', async () => {
    await (await start(NAMED)).stop();
    const again = await start({ ...NAMED, ADMIN_EMAIL: 'other@example.com' });
    expect((await accounts()).length).toBe(1);
    expect((await login(again, { ...credentials, email: 'other@example.com' })).status).toBe(401);
  });
});

describe('npm run staff', () => {
  let output = '';
  const terminal = {
    print: (text: string) => {
      output += text;
    },
    readLine: async () => 'the long way round',
  };
  beforeEach(() => {
    output = '';
  });

  it('makes an account with a password that is said once', async () => {
    await staffCommand(['create', '--email', 'eva@example.com', '--role', 'admin'], configOf(), terminal);
    const password = /said this once: (\S+)/.exec(output)?.[1];
    const service = await start();
    expect((await login(service, { email: 'eva@example.com', password })).body.user).toMatchObject({
      name: 'eva',
      role: 'admin',
    });
    expect((await accounts()).length).toBe(1);
  });

  it('takes the password from standard input, and does not repeat it', async () => {
    const args = [
      'create',
      '--email',
      'eva@example.com',
      '--role',
      'coach',
      '--name',
      'Eva',
      '--password-stdin',
    ];
    await staffCommand(args, configOf(), terminal);
    expect(output).toBe('eva@example.com may sign in as coach.\n');
    const answer = await login(await start(), { email: 'eva@example.com', password: 'the long way round' });
    expect(answer.status).toBe(200);
  });

  it.each([
    [[], /npm run staff/],
    [['delete'], /npm run staff/],
    [['create', '--email', 'x', '--role', 'admin'], /--email/],
    [['create', '--email', 'x@example.com', '--role', 'root'], /--role/],
    [['create', '--email', 'x@example.com', '--role', 'athlete'], /athleteId must/],
    [['create', '--email', 'x@example.com', '--role', 'admin', '--force'], /--force/],
  ])('explains what is wrong with %j', async (args, message) => {
    const run = staffCommand(args, configOf(), terminal);
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(message);
    expect(output).toBe('');
  });
});
