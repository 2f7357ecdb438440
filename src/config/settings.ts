import { Temporal } from 'temporal-polyfill';
import { isCalendarDate } from '../coaching/calendar.js';
import type { CalendarDate } from '../coaching/model.js';
import type { Setting } from './setting.js';

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

function isPostgresUrl(value: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) return false;
  return new URL(value).pathname.length > 1;
}

/** Fewer distinct characters than this and a secret of any length was typed, not drawn. */
const MIN_DISTINCT_CHARACTERS = 12;

/** Every variable this service reads. `.env.example` lists exactly these; a test holds the two equal. */
export const SETTINGS = {
  nodeEnv: word('NODE_ENV', ['production', 'development', 'test']),
  port: integer('PORT', { from: 0, to: 65_535 }),
  host: text('HOST', 'an address to listen on'),
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
    accepts: '12 to 200 characters',
    secret: true,
    parse: (value) => (value.length >= 12 && value.length <= 200 ? value : undefined),
  } satisfies Setting<string>,
  authSecret: {
    name: 'AUTH_SECRET',
    accepts: `at least 32 characters, ${MIN_DISTINCT_CHARACTERS} of them different (try: openssl rand -base64 48)`,
    secret: true,
    parse: (value) =>
      value.length >= 32 && new Set(value).size >= MIN_DISTINCT_CHARACTERS ? value : undefined,
  } satisfies Setting<string>,
  authPrivateKeyFile: text('AUTH_PRIVATE_KEY_FILE', 'a PEM file with an EC P-256 or Ed25519 private key'),
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
  logLevel: word('LOG_LEVEL', LOG_LEVELS),
  logPretty: flag('LOG_PRETTY'),
  shutdownGraceMs: integer('SHUTDOWN_GRACE_MS', { from: 0, to: 600_000 }),
} as const;
