import type { CalendarDate, DistanceClass } from '../coaching/model.js';

/** How a provider's parameters are spoken to: what one model takes, another answers with 400. */
export interface ParameterDialect {
  /** Sent as given; null where the model refuses the parameter. */
  temperature: number | null;
  /** Sent as given; null where the model knows none. */
  reasoningEffort: string | null;
  /** Name of the limit on output tokens. */
  tokenLimit: 'max_tokens' | 'max_completion_tokens';
}

export interface ModelCapabilities {
  /** Takes a JSON schema and holds to it. */
  strictSchema: boolean;
  /** Takes "answer in JSON" without a schema. */
  jsonMode: boolean;
  streaming: boolean;
  /** Half price, synchronous, may be refused when busy. */
  flex: boolean;
  /** Half price, within 24 hours. */
  batch: boolean;
}

export interface ModelLimits {
  /** Tokens, prompt and output together. */
  context: number;
  /** Tokens of output. */
  output: number;
  /** Calls in flight at once. */
  concurrency: number;
}

/** USD per million tokens from a day on. */
export interface ModelPrice {
  from: CalendarDate;
  input: number;
  cached: number;
  output: number;
}

/** A model is a profile, not a string: what it takes, what it costs, and how long it lives. Configuration, never code. */
export interface ModelProfile {
  /** The catalogue's name and, at the provider, the model's. */
  id: string;
  /** Null: the provider's own address. From the operator only. */
  baseUrl: string | null;
  /** Name of the setting that holds the key; null where the server wants none. */
  apiKeyEnv: string | null;
  capabilities: ModelCapabilities;
  dialect: ParameterDialect;
  limits: ModelLimits;
  /** Ascending by `from`; empty where the price is unknown. */
  prices: readonly ModelPrice[];
  /** First calendar day on which the model answers no more; null where none is known. */
  shutdownDate: CalendarDate | null;
}

/** Which requests a route is for; what is left out does not matter. */
export interface RouteCondition {
  /** Weeks of the plan, both counted. */
  minWeeks?: number;
  maxWeeks?: number;
  distances?: readonly DistanceClass[];
}

/** The models to try, in their order. The first route whose condition fits is taken. */
export interface Route {
  when?: RouteCondition;
  /** Ids of the catalogue. */
  targets: readonly string[];
  /** How many of them are asked at once, the best audit winning. */
  bestOf: number;
}

export interface ExperimentArm {
  /** Id of the catalogue. */
  target: string;
  contract: 'sessions' | 'laps';
  /** Its share of the athletes, relative to the other arms'. */
  weight: number;
}

/** Arms that are compared; an athlete stays in theirs. */
export interface Experiment {
  id: string;
  arms: readonly ExperimentArm[];
}

/** Most that may be spent, in USD; null for no limit. Days and months are those of UTC. */
export interface Budgets {
  perPlanUsd: number | null;
  perDayUsd: number | null;
  perMonthUsd: number | null;
}

/** Which model is asked for what: the part of the configuration that an admin may change while the service runs. */
export interface Routing {
  routes: readonly Route[];
  experiments: readonly Experiment[];
  budgets: Budgets;
  /** Whether the built-in coach writes when no model can. */
  builtInCoach: boolean;
}

/** What the file at `AI_CONFIG_FILE` says, completed. */
export interface AiConfig extends Routing {
  models: readonly ModelProfile[];
}

/** A catalogue entry as written: all but its name may be left out. */
export interface ModelEntry {
  id: string;
  baseUrl?: string | null;
  apiKeyEnv?: string | null;
  capabilities?: Partial<ModelCapabilities>;
  dialect?: Partial<ParameterDialect>;
  limits?: Partial<ModelLimits>;
  prices?: readonly ModelPrice[];
  shutdownDate?: string | null;
}

/** Routing as written. */
export interface RoutingEntry {
  routes?: (Omit<Route, 'bestOf'> & { bestOf?: number })[];
  experiments?: Experiment[];
  budgets?: Partial<Budgets>;
  builtInCoach?: boolean;
}

export interface AiConfigEntry extends RoutingEntry {
  models?: ModelEntry[];
  bulk?: Partial<BulkPolicy>;
}

/** When weeks that nobody waits for are handed in as a batch. */
export interface BulkPolicy {
  /** Weeks for one model at once, from which on they are. */
  from: number;
  /** What has not come back after so many hours is written otherwise. */
  waitHours: number;
}

/** What a model may be called: no blanks, and nothing that a path or a log could stumble over. */
export const MODEL_ID = /^\w[\w.:/@+-]{0,199}$/;

/** The author that needs no model; no model may take its name. */
export const BUILT_IN_COACH = 'built-in-coach';
