import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkAiConfig, type ConfigFault } from './ai-config.check.js';
import type { AiConfig, AiConfigEntry, Budgets, BulkPolicy, Routing, RoutingEntry } from './ai-config.js';
import { completeModel, DEFAULT_MODELS, type DefaultServer } from './default-models.js';
import type { SettingReader } from './setting.js';
import { apiKeySetting, SETTINGS } from './settings.js';

/** How weeks are written by models. */
export interface AiSettings extends AiConfig {
  readonly bulk: BulkPolicy;
  /** Keys of model servers, by the name of the variable that holds them; only those that are given. */
  readonly apiKeys: Readonly<Record<string, string>>;
  /** Model calls in flight at once, of the whole process. */
  readonly concurrency: number;
  /** For everything that one request has written. */
  readonly deadlineMs: number;
  readonly sendHealthNotes: boolean;
  /** How long replies are kept; 0: not at all. */
  readonly keepRepliesDays: number;
}

const NO_BUDGETS: Budgets = { perPlanUsd: null, perDayUsd: null, perMonthUsd: null };

const DEFAULT_BULK: BulkPolicy = { from: 50, waitHours: 24 };

/** Hands on keys by the name of their variable; null where it is not given. */
export function keyResolver({ apiKeys }: Pick<AiSettings, 'apiKeys'>): (apiKeyEnv: string) => string | null {
  return (apiKeyEnv) => apiKeys[apiKeyEnv] ?? null;
}

/** Routing as written, with each part that is left out as it is `otherwise`. */
export function completeRouting(entry: RoutingEntry, otherwise: Routing): Routing {
  return {
    routes: entry.routes?.map((route) => ({ ...route, bestOf: route.bestOf ?? 1 })) ?? otherwise.routes,
    experiments: entry.experiments ?? otherwise.experiments,
    budgets: entry.budgets ? { ...NO_BUDGETS, ...entry.budgets } : otherwise.budgets,
    builtInCoach: entry.builtInCoach ?? otherwise.builtInCoach,
  };
}

/** Reads the settings of the model layer, with the file that `AI_CONFIG_FILE` names. */
export function readAi(reader: SettingReader): AiSettings {
  const concurrency = reader.read(SETTINGS.aiConcurrency) ?? 16;
  const openaiKey = reader.read(SETTINGS.openaiApiKey);
  const server: DefaultServer = {
    baseUrl: reader.read(SETTINGS.openaiBaseUrl) ?? null,
    model: reader.read(SETTINGS.openaiModel) ?? null,
    hasKey: openaiKey !== undefined,
    concurrency,
  };
  const entry = readFile(reader, server);
  const models = (entry.models ?? DEFAULT_MODELS).map((model) => completeModel(model, server));
  const named = server.model;
  if (named !== null && models.every(({ id }) => id !== named)) {
    models.push(completeModel({ id: named }, server));
  }
  const apiKeys = new Map(openaiKey === undefined ? [] : [[SETTINGS.openaiApiKey.name, openaiKey]]);
  for (const name of new Set(models.flatMap(({ apiKeyEnv }) => apiKeyEnv ?? []))) {
    const key = name === SETTINGS.openaiApiKey.name ? undefined : reader.read(apiKeySetting(name));
    if (key !== undefined) apiKeys.set(name, key);
  }
  return {
    models,
    ...completeRouting(entry, {
      routes: [{ targets: named === null ? models.map(({ id }) => id) : [named], bestOf: 1 }],
      experiments: [],
      budgets: NO_BUDGETS,
      builtInCoach: true,
    }),
    bulk: { ...DEFAULT_BULK, ...entry.bulk },
    apiKeys: Object.fromEntries(apiKeys),
    concurrency,
    deadlineMs: reader.read(SETTINGS.aiDeadlineMs) ?? 60_000,
    sendHealthNotes: reader.read(SETTINGS.aiSendHealthNotes) ?? false,
    keepRepliesDays: reader.read(SETTINGS.aiKeepRepliesDays) ?? 0,
  };
}

/** Empty, that is the built-in configuration, without a file or when the file does not fit. */
function readFile(reader: SettingReader, server: DefaultServer): AiConfigEntry {
  const path = reader.read(SETTINGS.aiConfigFile);
  if (path === undefined) return {};
  const { name } = SETTINGS.aiConfigFile;
  try {
    const content: unknown = JSON.parse(readFileSync(resolve(path), 'utf8'));
    const checked = checkAiConfig(content, server.model);
    if (checked.ok) return checked.value;
    for (const fault of checked.faults) reader.refuse(`${name}: ${path}: ${explain(fault)}`);
  } catch (error) {
    reader.refuse(`${name}: ${path} ${unreadable(error)}; accepted: ${SETTINGS.aiConfigFile.accepts}`);
  }
  return {};
}

/** The parser's own words quote the file, which may hold what should not be in a log. */
function unreadable(error: unknown): string {
  if (!(error instanceof SyntaxError)) return `cannot be read (${String(error)})`;
  const [place] = /line \d+ column \d+/.exec(error.message) ?? [];
  return place === undefined ? 'is no JSON' : `is no JSON (${place})`;
}

function explain({ pointer, given, detail }: ConfigFault): string {
  const where = pointer === '' ? 'the whole' : pointer;
  return given === null ? `${where} ${detail}` : `${where} is ${given} and ${detail}`;
}
