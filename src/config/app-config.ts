import { resolve } from 'node:path';
import type { CalendarDate } from '../coaching/model.js';
import { readAi, type AiSettings } from './ai-settings.js';
import { ANY_ORIGIN } from './origins.js';
import { readOidc, type OidcSettings } from './oidc-settings.js';
import { passwordFault } from './password-policy.js';
import { readRateLimits, type RateLimits } from './rate-limit-settings.js';
import { ConfigError, SettingReader } from './setting.js';
import { SETTINGS, type LogLevel } from './settings.js';
import { readTraces, type TraceSettings } from './trace-settings.js';
import { databasePasswordFault, isThisMachine, weaknessOf } from './weak-secrets.js';

/** All configuration, typed and frozen. Injected by {@link APP_CONFIG}; built once by {@link loadConfig}. */
export interface AppConfig {
  readonly production: boolean;
  /** `trustedProxies`: whose word on where a request came from is taken, as addresses and networks. */
  readonly http: {
    readonly port: number;
    readonly host: string;
    readonly trustedProxies: readonly string[];
    /** Of pages that may use the API from a browser, as browsers name them; `*`: of any. */
    readonly corsOrigins: readonly string[];
  };
  readonly rateLimits: RateLimits;
  /** `url` null: the embedded PostgreSQL. */
  readonly database: { readonly url: string | null };
  /** Absolute path of the folder for the embedded database and the generated secrets. */
  readonly dataDir: string;
  /** `secret` and `privateKeyFile` null: a secret generated into `dataDir` (never in production). */
  readonly auth: {
    readonly secret: string | null;
    readonly privateKeyFile: string | null;
    /** The page where people set a new password; null where there is none. */
    readonly passwordResetUrl: string | null;
    /** Null: people sign in here alone. */
    readonly oidc: OidcSettings | null;
  };
  readonly firstAdmin: { readonly email: string; readonly password: string } | null;
  /** IANA zone of athletes without one. */
  readonly timeZone: string;
  /** The day to take for today, for demonstrations and tests; null for the real one. */
  readonly today: CalendarDate | null;
  readonly ai: AiSettings;
  /** The look-ahead for weeks to write: when it looks, how many days before a week's Monday; `enabled` false: nothing unattended runs here. */
  readonly scheduler: { readonly cron: string; readonly horizonDays: number; readonly enabled: boolean };
  /** `allowPrivate`: receivers may live at http and private addresses, for tests. */
  readonly webhooks: { readonly allowPrivate: boolean };
  /** For how many days rows are kept that nobody changes any more; 0 for ever. */
  readonly retention: {
    readonly operationsDays: number;
    readonly webhookDeliveriesDays: number;
    readonly scheduledRunsDays: number;
    readonly auditLogDays: number;
    readonly modelCallsDays: number;
  };
  /** Where metrics are served on loopback; 0 any free port, null nowhere. `chosen`: the operator named it. */
  readonly metrics: { readonly port: number | null; readonly chosen: boolean };
  /** Null: spans go nowhere. */
  readonly traces: TraceSettings | null;
  readonly log: { readonly level: LogLevel; readonly pretty: boolean };
  readonly shutdownGraceMs: number;
}

export const APP_CONFIG = Symbol('APP_CONFIG');

/**
 * Turns an environment into the one configuration tree. Reads the file that `AI_CONFIG_FILE` names and nothing else
 * beside; variables that are not ours are let be.
 * @param onTerminal whether a person reads the output: the default of `LOG_PRETTY`
 * @throws ConfigError naming every variable that does not fit, what was given (unless secret) and what is accepted.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, onTerminal = false): AppConfig {
  const reader = new SettingReader(env);
  const production = reader.read(SETTINGS.nodeEnv) === 'production';
  const config: AppConfig = {
    production,
    http: {
      port: reader.read(SETTINGS.port) ?? 3000,
      host: reader.read(SETTINGS.host) ?? '127.0.0.1',
      trustedProxies: reader.read(SETTINGS.trustedProxies) ?? [],
      corsOrigins: readCorsOrigins(reader, production),
    },
    rateLimits: readRateLimits(reader, production),
    database: readDatabase(reader, production),
    dataDir: resolve(reader.read(SETTINGS.dataDir) ?? './data'),
    auth: readAuth(reader, production),
    firstAdmin: readFirstAdmin(reader, production),
    timeZone: reader.read(SETTINGS.defaultTimeZone) ?? 'UTC',
    today: readToday(reader, production),
    ai: readAi(reader),
    scheduler: {
      cron: reader.read(SETTINGS.schedulerCron) ?? '*/10 * * * *',
      horizonDays: reader.read(SETTINGS.schedulerHorizonDays) ?? 10,
      enabled: reader.read(SETTINGS.schedulerEnabled) ?? true,
    },
    webhooks: { allowPrivate: reader.read(SETTINGS.webhookAllowPrivate) ?? false },
    retention: readRetention(reader),
    metrics: readMetrics(reader),
    traces: readTraces(reader),
    log: {
      level: reader.read(SETTINGS.logLevel) ?? 'info',
      pretty: reader.read(SETTINGS.logPretty) ?? onTerminal,
    },
    shutdownGraceMs: reader.read(SETTINGS.shutdownGraceMs) ?? 20_000,
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return deepFreeze(config);
}

function readDatabase(reader: SettingReader, production: boolean): AppConfig['database'] {
  const before = reader.problems.length;
  const url = reader.read(SETTINGS.databaseUrl) ?? null;
  const embeddedAllowed = reader.read(SETTINGS.embeddedDatabase) === 'allow';
  // Replicas must never each grow a database of their own.
  if (production && url === null && !embeddedAllowed && reader.problems.length === before) {
    reader.refuse(
      'DATABASE_URL: missing; in production give a PostgreSQL (postgresql://user:password@host:5432/database), ' +
        'or set EMBEDDED_DATABASE=allow to keep the data of a single process in DATA_DIR',
    );
  }
  const fault = production && url !== null ? databasePasswordFault(url) : null;
  if (fault !== null) {
    reader.refuse(`DATABASE_URL: ${fault}, and the host is not this machine; give its role a drawn one`);
  }
  return { url };
}

function readAuth(reader: SettingReader, production: boolean): AppConfig['auth'] {
  const before = reader.problems.length;
  const secret = reader.read(SETTINGS.authSecret) ?? null;
  const privateKeyFile = reader.read(SETTINGS.authPrivateKeyFile) ?? null;
  if (secret !== null && privateKeyFile !== null) {
    reader.refuse('AUTH_SECRET and AUTH_PRIVATE_KEY_FILE: both are given; keep one, tokens have one signer');
  }
  if (production && secret === null && privateKeyFile === null && reader.problems.length === before) {
    reader.refuse(
      `AUTH_SECRET: missing; production needs it (${SETTINGS.authSecret.accepts}) or AUTH_PRIVATE_KEY_FILE`,
    );
  }
  const weakness = production && secret !== null ? weaknessOf(secret) : null;
  if (weakness !== null) {
    reader.refuse(`AUTH_SECRET: what was given ${weakness}; draw one (try: openssl rand -base64 48)`);
  }
  const passwordResetUrl = reader.read(SETTINGS.passwordResetUrl) ?? null;
  if (production && passwordResetUrl !== null && !isSafeFromOthers(passwordResetUrl)) {
    reader.refuse(
      `PASSWORD_RESET_URL: "${passwordResetUrl}" is not https; whoever is in between could set passwords`,
    );
  }
  return { secret, privateKeyFile, passwordResetUrl, oidc: readOidc(reader, production) };
}

function isSafeFromOthers(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isThisMachine(hostname);
}

function readFirstAdmin(reader: SettingReader, production: boolean): AppConfig['firstAdmin'] {
  const before = reader.problems.length;
  const email = reader.read(SETTINGS.adminEmail);
  const password = reader.read(SETTINGS.adminPassword);
  if (email !== undefined && password !== undefined) {
    const fault = production ? passwordFault(password, [email]) : null;
    if (fault !== null) reader.refuse(`ADMIN_PASSWORD: what was given ${fault}`);
    return { email, password };
  }
  if ((email ?? password) !== undefined && reader.problems.length === before) {
    const [given, missing] = email === undefined ? ['PASSWORD', 'EMAIL'] : ['EMAIL', 'PASSWORD'];
    reader.refuse(`ADMIN_${missing}: missing; ADMIN_${given} is given, and the first admin needs both`);
  }
  return null;
}

function readRetention(reader: SettingReader): AppConfig['retention'] {
  return {
    operationsDays: reader.read(SETTINGS.retentionOperationsDays) ?? 30,
    webhookDeliveriesDays: reader.read(SETTINGS.retentionWebhookDeliveriesDays) ?? 30,
    scheduledRunsDays: reader.read(SETTINGS.retentionScheduledRunsDays) ?? 30,
    auditLogDays: reader.read(SETTINGS.retentionAuditLogDays) ?? 730,
    modelCallsDays: reader.read(SETTINGS.retentionModelCallsDays) ?? 0,
  };
}

function readCorsOrigins(reader: SettingReader, production: boolean): readonly string[] {
  const origins = reader.read(SETTINGS.corsOrigins) ?? [];
  if (production && origins.includes(ANY_ORIGIN)) {
    reader.refuse('CORS_ORIGINS: "*" lets any page in; in production name the origins');
  }
  return origins;
}

function readMetrics(reader: SettingReader): AppConfig['metrics'] {
  const given = reader.read(SETTINGS.metricsPort);
  return { port: given === 'off' ? null : (given ?? 9464), chosen: given !== undefined };
}

function readToday(reader: SettingReader, production: boolean): CalendarDate | null {
  const today = reader.read(SETTINGS.today) ?? null;
  if (today !== null && production) {
    reader.refuse(`TODAY: "${today}" is given; in production today is the real day, leave it out`);
  }
  return today;
}

function deepFreeze<T extends object>(tree: T): T {
  for (const value of Object.values(tree)) {
    if (typeof value === 'object' && value !== null) deepFreeze(value);
  }
  return Object.freeze(tree);
}
