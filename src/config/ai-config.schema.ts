import { DISTANCE_CLASSES } from '../coaching/model.js';
import { MODEL_ID } from './ai-config.js';

const day = { type: 'string', format: 'date' };
const flag = { type: 'boolean' };
const tokens = { type: 'integer', minimum: 1, maximum: 100_000_000 };
const usd = { type: 'number', minimum: 0, maximum: 1_000_000 };
const weeks = { type: 'integer', minimum: 1, maximum: 104 };
const modelId = { type: 'string', pattern: MODEL_ID.source };

/** An object that takes these properties and no others. */
export function closed<T extends Record<string, object>>(properties: T, required: readonly string[] = []) {
  return { type: 'object', properties, required: [...required], additionalProperties: false };
}

function list(items: object, sizes: { minItems?: number; maxItems: number }) {
  return { type: 'array', items, ...sizes };
}

function orNull<T extends { type: string }>(schema: T) {
  return { ...schema, type: [schema.type, 'null'] };
}

/** USD per million tokens from a day on. */
export const PRICE_SCHEMA = closed({ from: day, input: usd, cached: usd, output: usd }, [
  'from',
  'input',
  'cached',
  'output',
]);

/** An entry of the catalogue. */
export const MODEL_SCHEMA = closed(
  {
    id: { ...modelId, description: "The catalogue's name and, at the provider, the model's." },
    baseUrl: {
      ...orNull({ type: 'string', format: 'http-url' }),
      description: 'Address of the API, e.g. http://localhost:11434/v1; null: OPENAI_BASE_URL, else OpenAI.',
    },
    apiKeyEnv: {
      ...orNull({ type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' }),
      description: 'The environment variable that holds the key; null where the server wants none.',
    },
    capabilities: closed({ strictSchema: flag, jsonMode: flag, streaming: flag, flex: flag, batch: flag }),
    dialect: closed({
      temperature: { ...orNull({ type: 'number', minimum: 0, maximum: 2 }), description: 'Null: not sent.' },
      reasoningEffort: {
        ...orNull({ type: 'string', pattern: '^[a-z]{1,20}$' }),
        description: 'Null: not sent.',
      },
      tokenLimit: { type: 'string', enum: ['max_tokens', 'max_completion_tokens'] },
    }),
    limits: closed({
      context: tokens,
      output: tokens,
      concurrency: { type: 'integer', minimum: 1, maximum: 1000 },
    }),
    prices: {
      ...list(PRICE_SCHEMA, { maxItems: 100 }),
      description: 'USD per million tokens from a day on; empty where unknown.',
    },
    shutdownDate: { ...orNull(day), description: 'First day on which it answers no more.' },
  },
  ['id'],
);

const route = closed(
  {
    when: {
      ...closed({
        minWeeks: weeks,
        maxWeeks: weeks,
        distances: list({ type: 'string', enum: [...DISTANCE_CLASSES] }, { minItems: 1, maxItems: 6 }),
      }),
      description: 'Left out: for every plan.',
    },
    targets: {
      ...list(modelId, { minItems: 1, maxItems: 20 }),
      description: 'Ids of the catalogue, in the order in which they are tried.',
    },
    bestOf: {
      type: 'integer',
      minimum: 1,
      maximum: 5,
      description: 'How many targets are asked at once, the best audit winning; 1 when left out.',
    },
  },
  ['targets'],
);

const experiment = closed(
  {
    id: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,63}$' },
    arms: list(
      closed(
        {
          target: modelId,
          contract: { type: 'string', enum: ['sessions', 'laps'] },
          weight: { type: 'number', minimum: 0, maximum: 1_000_000 },
        },
        ['target', 'contract', 'weight'],
      ),
      { minItems: 1, maxItems: 20 },
    ),
  },
  ['id', 'arms'],
);

const routingProperties = {
  routes: {
    ...list(route, { maxItems: 100 }),
    description: 'The first whose condition fits is taken; where none does, no model is asked.',
  },
  experiments: list(experiment, { maxItems: 50 }),
  budgets: {
    ...closed({ perPlanUsd: orNull(usd), perDayUsd: orNull(usd), perMonthUsd: orNull(usd) }),
    description: 'Most that may be spent; null or left out: no limit.',
  },
  builtInCoach: { ...flag, description: 'Whether the built-in coach writes when no model can.' },
};

/** What an admin may change while the service runs. */
export const ROUTING_SCHEMA = closed(routingProperties);

/** The file at `AI_CONFIG_FILE`; committed as `ai-config.schema.json` for editors and for the documentation. */
export const AI_CONFIG_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Models, routes, experiments and budgets of GoFast training plans',
  ...closed({
    $schema: { type: 'string' },
    models: {
      ...list(MODEL_SCHEMA, { minItems: 1, maxItems: 200 }),
      description:
        'The whole catalogue. What an entry leaves out is as built in for a known id, else as for an unknown model.',
    },
    ...routingProperties,
    bulk: {
      ...closed({
        from: { type: 'integer', minimum: 1, maximum: 1_000_000 },
        waitHours: { type: 'number', exclusiveMinimum: 0, maximum: 168 },
      }),
      description:
        'Weeks that nobody waits for go to the Batch API from so many for one model on (50); what is not back after waitHours (24) is written otherwise.',
    },
  }),
};
