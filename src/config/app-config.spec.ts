import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PRODUCTION, problemsOf, STRONG } from '../../test/support/configurations.js';
import { loadConfig } from './app-config.js';
import { SETTINGS } from './settings.js';

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      http: { port: 3000, host: '127.0.0.1', trustedProxies: [], corsOrigins: [] },
      rateLimits: { account: 0, costly: 0, address: 0, signIn: 0 },
      database: { url: null },
      dataDir: resolve('data'),
      auth: { secret: null, privateKeyFile: null, passwordResetUrl: null, oidc: null },
      firstAdmin: null,
      timeZone: 'UTC',
      today: null,
      ai: expect.objectContaining({
        apiKeys: {},
        builtInCoach: true,
        concurrency: 16,
        deadlineMs: 60_000,
        sendHealthNotes: false,
        keepRepliesDays: 0,
      }),
      scheduler: { cron: '*/10 * * * *', horizonDays: 10, enabled: true },
      webhooks: { allowPrivate: false },
      retention: {
        operationsDays: 30,
        webhookDeliveriesDays: 30,
        scheduledRunsDays: 30,
        auditLogDays: 730,
        modelCallsDays: 0,
      },
      metrics: { port: 9464, chosen: false },
      traces: null,
      log: { level: 'info', pretty: false },
      shutdownGraceMs: 20_000,
    });
  });

  it('reads every setting', () => {
    const config = loadConfig({
      ...PRODUCTION,
      PORT: '0',
      HOST: '0.0.0.0',
      CORS_ORIGINS: 'https://a.example, https://b.example',
      RATE_LIMIT_ACCOUNT: '100',
      RATE_LIMIT_COSTLY: '10',
      RATE_LIMIT_ADDRESS: '0',
      RATE_LIMIT_SIGN_IN: '1000000',
      DATA_DIR: '/var/lib/gofast',
      ADMIN_EMAIL: 'a@b.example',
      ADMIN_PASSWORD: 'a long password',
      DEFAULT_TIME_ZONE: 'Asia/Kolkata',
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: 'http://localhost:11434/v1',
      OPENAI_MODEL: 'llama3:8b',
      AI_CONCURRENCY: '4',
      AI_DEADLINE_MS: '5000',
      AI_SEND_HEALTH_NOTES: 'true',
      AI_KEEP_REPLIES_DAYS: '7',
      SCHEDULER_CRON: '0 0 * * * *',
      SCHEDULER_HORIZON_DAYS: '60',
      SCHEDULER_ENABLED: 'false',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      RETENTION_OPERATIONS_DAYS: '1',
      RETENTION_WEBHOOK_DELIVERIES_DAYS: '2',
      RETENTION_SCHEDULED_RUNS_DAYS: '3',
      RETENTION_AUDIT_LOG_DAYS: '0',
      RETENTION_MODEL_CALLS_DAYS: '36500',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-scope=a',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
      LOG_LEVEL: 'warn',
      LOG_PRETTY: 'TRUE',
      SHUTDOWN_GRACE_MS: '5000',
    });
    expect(config).toMatchObject({
      production: true,
      http: { port: 0, host: '0.0.0.0', corsOrigins: ['https://a.example', 'https://b.example'] },
      rateLimits: { account: 100, costly: 10, address: 0, signIn: 1_000_000 },
      database: { url: PRODUCTION.DATABASE_URL },
      dataDir: '/var/lib/gofast',
      auth: { secret: STRONG, privateKeyFile: null },
      firstAdmin: { email: 'a@b.example', password: 'a long password' },
      timeZone: 'Asia/Kolkata',
      ai: {
        routes: [{ targets: ['llama3:8b'], bestOf: 1 }],
        apiKeys: { OPENAI_API_KEY: 'sk-1' },
        concurrency: 4,
        deadlineMs: 5000,
        sendHealthNotes: true,
        keepRepliesDays: 7,
      },
      scheduler: { cron: '0 0 * * * *', horizonDays: 60, enabled: false },
      webhooks: { allowPrivate: true },
      retention: {
        operationsDays: 1,
        webhookDeliveriesDays: 2,
        scheduledRunsDays: 3,
        auditLogDays: 0,
        modelCallsDays: 36_500,
      },
      traces: {
        endpoint: 'https://collector.example/otlp',
        headers: { authorization: 'Bearer abc', 'x-scope': 'a' },
        share: 0.25,
      },
      log: { level: 'warn', pretty: true },
      shutdownGraceMs: 5000,
    });
    expect(loadConfig({ TODAY: '2026-11-23' }).today).toBe('2026-11-23');
    expect(loadConfig({}, true).log.pretty).toBe(true);
  });

  it('is frozen to its leaves', () => {
    const config = loadConfig({});
    expect([config, config.http, config.log, config.auth].every(Object.isFrozen)).toBe(true);
  });

  it('lets foreign and empty variables be', () => {
    expect(loadConfig({ PATH: '/bin', PORTAL: 'x', PORT: '', HOST: '  ' })).toEqual(loadConfig({}));
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '1e3'],
    ['RATE_LIMIT_ACCOUNT', '-1'],
    ['RATE_LIMIT_COSTLY', '1.5'],
    ['RATE_LIMIT_ADDRESS', '1000001'],
    ['RATE_LIMIT_SIGN_IN', 'off'],
    ['DEFAULT_TIME_ZONE', 'Europe/Atlantis'],
    ['TODAY', '2026-02-30'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_PRETTY', 'yes'],
    ['SHUTDOWN_GRACE_MS', '600001'],
    ['EMBEDDED_DATABASE', 'deny'],
    ['NODE_ENV', 'prod'],
    ['OPENAI_MODEL', 'two words'],
    ['OPENAI_MODEL', 'built-in-coach'],
    ['AI_CONCURRENCY', '0'],
    ['AI_DEADLINE_MS', '0'],
    ['AI_SEND_HEALTH_NOTES', 'maybe'],
    ['AI_KEEP_REPLIES_DAYS', '-1'],
    ['SCHEDULER_CRON', 'hourly'],
    ['SCHEDULER_CRON', '61 0 0 0 0'],
    ['SCHEDULER_CRON', '0 0 31 2 *'],
    ['SCHEDULER_HORIZON_DAYS', '0'],
    ['SCHEDULER_HORIZON_DAYS', '61'],
    ['SCHEDULER_ENABLED', 'on'],
    ['WEBHOOK_ALLOW_PRIVATE', '1'],
    ['RETENTION_AUDIT_LOG_DAYS', 'never'],
    ['RETENTION_MODEL_CALLS_DAYS', '36501'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.1'],
    ['OTEL_TRACES_SAMPLER_ARG', 'all'],
  ])('refuses %s=%s, saying what was given and what is accepted', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.startsWith(`${name}: "${value}" does not fit; accepted: `)).toBe(true);
  });

  it.each([
    ['3000\u200b', '"3000\\u{200b}" does not fit'],
    ['3\n  - HOST: fine', '"3\\n  - HOST: fine" does not fit'],
    ['\u202e0003\0', '"\\u{202e}0003\\u0000" does not fit'],
    ['9'.repeat(100_000), `"${'9'.repeat(100)}"… does not fit`],
  ])('shows what cannot be seen in a value, on one line and cut short: %j', (value, shown) => {
    expect(problemsOf({ PORT: value })).toEqual([expect.stringContaining(`PORT: ${shown}`)]);
  });

  it.each([
    ['AUTH_SECRET', 'changeme'],
    ['AUTH_SECRET', 'a'.repeat(64)],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['DATABASE_URL', 'postgresql://u:hunter2@db:5432'],
    ['ADMIN_PASSWORD', 'short'],
    ['OPENAI_API_KEY', 'sk-hunter2 sk-hunter3'],
    ['OPENAI_BASE_URL', 'https://me:hunter2@models.example/v1'],
    ['OPENAI_BASE_URL', 'models.example?key=hunter2'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://me:hunter2@collector.example'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=a%0d%0ax-hunter:2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=hunter%2'],
  ])('never repeats a secret: %s', (name, value) => {
    const problems = problemsOf({
      [name]: value,
      ADMIN_EMAIL: 'a@b.example',
      ...(name === 'ADMIN_PASSWORD' ? {} : { ADMIN_PASSWORD: STRONG }),
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name}: what was given does not fit`);
    expect(problems[0]).not.toContain(value);
  });

  it('serves metrics on 9464 unless told another port or off', () => {
    const metrics = (env: Record<string, string>) => loadConfig(env).metrics;
    expect(metrics({})).toEqual({ port: 9464, chosen: false });
    expect(metrics({ METRICS_PORT: '' })).toEqual({ port: 9464, chosen: false });
    expect(metrics({ METRICS_PORT: '9464' })).toEqual({ port: 9464, chosen: true });
    expect(metrics({ METRICS_PORT: '0' })).toEqual({ port: 0, chosen: true });
    expect(metrics({ METRICS_PORT: 'off' })).toEqual({ port: null, chosen: true });
    expect(problemsOf({ METRICS_PORT: '65536' })[0]).toContain('or off');
  });

  it('says every problem at once', () => {
    const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'y', AUTH_SECRET: 'z', ADMIN_EMAIL: 'nobody' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'AUTH_SECRET',
      'ADMIN_EMAIL',
      'LOG_LEVEL',
    ]);
  });

  it('wants both or neither of a pair, and one signer', () => {
    expect(problemsOf({ ADMIN_EMAIL: 'a@b.example' })[0]).toContain('ADMIN_PASSWORD: missing');
    expect(problemsOf({ ADMIN_PASSWORD: STRONG })[0]).toContain('ADMIN_EMAIL: missing');
    expect(problemsOf({ AUTH_SECRET: STRONG, AUTH_PRIVATE_KEY_FILE: '/k.pem' })[0]).toContain('keep one');
  });

  it('reads exactly the variables that .env.example lists', () => {
    const listed = readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z_]*)=/gm);
    const read = Object.values(SETTINGS).map(({ name }) => name);
    expect(new Set([...listed].map(([, name]) => name))).toEqual(new Set<string>(read));
  });
});
