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

/** USD per million tokens from a day on. */
export interface ModelPrice {
  /** Calendar day, `YYYY-MM-DD`. */
  from: string;
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
  limits: {
    /** Tokens, prompt and output together. */
    context: number;
    /** Tokens of output. */
    output: number;
    /** Calls in flight at once. */
    concurrency: number;
  };
  /** Ascending by `from`; empty where the price is unknown. */
  prices: readonly ModelPrice[];
  /** First calendar day on which the model answers no more; null where none is known. */
  shutdownDate: string | null;
}
