import { CronTime, validateCronExpression } from 'cron';
import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import { addressRanges } from './address-ranges.js';
import { BUILT_IN_COACH, MODEL_ID } from './ai-config.js';
import { isHttpUrl } from './http-url.js';
import { originsOf } from './origins.js';
import { OIDC_SETTINGS } from './oidc-settings.js';
import { RATE_LIMIT_SETTINGS } from './rate-limit-settings.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-policy.js';
import type { Setting } from './setting.js';
import { TRACE_SETTINGS } from './trace-settings.js';
import { MIN_DISTINCT_CHARACTERS } from './weak-secrets.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
const LOG_LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

function integer(name: string, range: { from: number; to: number }): Setting<number> {
  const { from, to } = range;
  return {
    name,
    accepts: `a whole number from ${from} to ${to}`,
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= from && value <= to ? value : undefined;
    },
  };
}

function flag(name: string): Setting<boolean> {
  return {
    name,
    accepts: 'true or false',
    parse: (text) =>
      new Map([
        ['true', true],
        ['false', false],
      ]).get(text.toLowerCase()),
  };
}

function word<const T extends string>(name: string, words: readonly T[]): Setting<T> {
  return { name, accepts: words.join(', '), parse: (text) => words.find((known) => known === text) };
}

function text(name: string, accepts: string): Setting<string> {
  return { name, accepts, parse: (value) => (value.includes('\0') ? undefined : value) };
}

function isTimeZone(name: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId !== '';
  } catch {
    // An unknown zone is the one thing that throws here, and that is the answer.
    return false;
  }
}

/** The 31st of February is well said, but never comes. */
function isCron(expression: string): boolean {
  if (!validateCronExpression(expression).valid) return false;
  try {
    return new CronTime(expression, 'UTC').sendAt().isValid;
  } catch {
    // What it throws when it finds no day in years is the answer.
    return false;
  }
}

function isPostgresUrl(value: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) return false;
  return new URL(value).pathname.length > 1;
}

/** The key of a model server, in the variable that its profile names. */
export function apiKeySetting(name: string): Setting<string> {
  return {
    name,
    accepts: '1 to 500 printable characters without blanks',
    secret: true,
    parse: (value) => (/^[!-~]{1,500}$/.test(value) ? value : undefined),
  };
}

/** 0: for ever. */
const DAYS_KEPT = { from: 0, to: 36_500 };

const PORT = integer('PORT', { from: 0, to: 65_535 });

/** Every variable this service reads. `.env.example` lists exactly these; a test holds the two equal. */
export const SETTINGS = {
  nodeEnv: word('NODE_ENV', ['production', 'development', 'test']),
  port: PORT,
  host: text('HOST', 'an address to listen on'),
  trustedProxies: {
    name: 'TRUSTED_PROXIES',
    accepts: 'addresses or networks of proxies, such as 10.0.0.5, 10.1.0.0/16',
    parse: (value) => addressRanges(value),
  } satisfies Setting<readonly string[]>,
  corsOrigins: {
    name: 'CORS_ORIGINS',
    accepts: 'origins as browsers name them, such as https://training.example.com, or * outside production',
    parse: (value) => originsOf(value),
  } satisfies Setting<readonly string[]>,
  ...RATE_LIMIT_SETTINGS,
  databaseUrl: {
    name: 'DATABASE_URL',
    accepts: 'postgresql://user:password@host:5432/database',
    secret: true,
    parse: (value) => (isPostgresUrl(value) ? value : undefined),
  } satisfies Setting<string>,
  dataDir: text('DATA_DIR', 'a folder'),
  embeddedDatabase: word('EMBEDDED_DATABASE', ['allow']),
  adminEmail: {
    name: 'ADMIN_EMAIL',
    accepts: 'an e-mail address',
    parse: (value) => (/^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 254 ? value : undefined),
  } satisfies Setting<string>,
  adminPassword: {
    name: 'ADMIN_PASSWORD',
    accepts: `${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters`,
    secret: true,
    parse: (value) =>
      value.length >= MIN_PASSWORD_LENGTH && value.length <= MAX_PASSWORD_LENGTH ? value : undefined,
  } satisfies Setting<string>,
  authSecret: {
    name: 'AUTH_SECRET',
    accepts: `at least 32 characters, ${MIN_DISTINCT_CHARACTERS} of them different (try: openssl rand -base64 48)`,
    secret: true,
    parse: (value) =>
      value.length >= 32 && new Set(value).size >= MIN_DISTINCT_CHARACTERS ? value : undefined,
  } satisfies Setting<string>,
  authPrivateKeyFile: text('AUTH_PRIVATE_KEY_FILE', 'a PEM file with an EC P-256 or Ed25519 private key'),
  ...OIDC_SETTINGS,
  passwordResetUrl: {
    name: 'PASSWORD_RESET_URL',
    accepts: 'an http or https address without user, password, query or hash',
    parse: (value) => (isHttpUrl(value) ? value : undefined),
  } satisfies Setting<string>,
  defaultTimeZone: {
    name: 'DEFAULT_TIME_ZONE',
    accepts: 'an IANA time zone such as Europe/Berlin',
    parse: (value) => (isTimeZone(value) ? value : undefined),
  } satisfies Setting<string>,
  today: {
    name: 'TODAY',
    accepts: 'a day as YYYY-MM-DD, outside production',
    parse: (value) => (isCalendarDate(value) ? value : undefined),
  } satisfies Setting<CalendarDate>,
  openaiApiKey: apiKeySetting('OPENAI_API_KEY'),
  openaiBaseUrl: {
    name: 'OPENAI_BASE_URL',
    accepts: 'an http or https address such as http://localhost:11434/v1, without user, password or query',
    // What does not fit may hold a password.
    secret: true,
    parse: (value) => (isHttpUrl(value) ? value : undefined),
  } satisfies Setting<string>,
  openaiModel: {
    name: 'OPENAI_MODEL',
    accepts: `the name of a model, other than ${BUILT_IN_COACH}`,
    parse: (value) => (MODEL_ID.test(value) && value !== BUILT_IN_COACH ? value : undefined),
  } satisfies Setting<string>,
  aiConfigFile: text('AI_CONFIG_FILE', 'a JSON file as ai-config.schema.json describes it'),
  aiConcurrency: integer('AI_CONCURRENCY', { from: 1, to: 1000 }),
  aiDeadlineMs: integer('AI_DEADLINE_MS', { from: 1, to: 3_600_000 }),
  aiSendHealthNotes: flag('AI_SEND_HEALTH_NOTES'),
  aiKeepRepliesDays: integer('AI_KEEP_REPLIES_DAYS', { from: 0, to: 3650 }),
  schedulerCron: {
    name: 'SCHEDULER_CRON',
    accepts: 'a cron expression of five fields, or six with seconds, such as */10 * * * *',
    parse: (value) => (isCron(value) ? value : undefined),
  } satisfies Setting<string>,
  schedulerHorizonDays: integer('SCHEDULER_HORIZON_DAYS', { from: 1, to: 60 }),
  schedulerEnabled: flag('SCHEDULER_ENABLED'),
  webhookAllowPrivate: flag('WEBHOOK_ALLOW_PRIVATE'),
  retentionOperationsDays: integer('RETENTION_OPERATIONS_DAYS', DAYS_KEPT),
  retentionWebhookDeliveriesDays: integer('RETENTION_WEBHOOK_DELIVERIES_DAYS', DAYS_KEPT),
  retentionScheduledRunsDays: integer('RETENTION_SCHEDULED_RUNS_DAYS', DAYS_KEPT),
  retentionAuditLogDays: integer('RETENTION_AUDIT_LOG_DAYS', DAYS_KEPT),
  retentionModelCallsDays: integer('RETENTION_MODEL_CALLS_DAYS', DAYS_KEPT),
  metricsPort: {
    name: 'METRICS_PORT',
    accepts: 'a whole number from 0 to 65535, or off',
    parse: (value) => (value === 'off' ? 'off' : PORT.parse(value)),
  } satisfies Setting<number | 'off'>,
  ...TRACE_SETTINGS,
  logLevel: word('LOG_LEVEL', LOG_LEVELS),
  logPretty: flag('LOG_PRETTY'),
  shutdownGraceMs: integer('SHUTDOWN_GRACE_MS', { from: 0, to: 600_000 }),
} as const;
