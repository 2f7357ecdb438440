import {
  AI_CONFIG_SCHEMA,
  closed,
  MODEL_SCHEMA,
  PRICE_SCHEMA,
  ROUTING_SCHEMA,
} from '../../config/ai-config.schema.js';
import type { AiConfig, ModelPrice, ModelProfile } from '../../config/ai-config.js';
import type { ModelLife } from './model-life.js';

/** Routing with the catalogue it refers to: can be kept as a file for `AI_CONFIG_FILE`. */
export type RoutesResponse = AiConfig;

/** A model of the catalogue as it stands today. */
export interface ModelResponse extends ModelProfile {
  provider: string;
  life: ModelLife;
  /** In force today; null where unknown. */
  price: ModelPrice | null;
  /** Whether its server lists it; null where the server did not say. */
  listed: boolean | null;
  usable: boolean;
  /** Why it is not. */
  reason: 'shut_down' | 'no_key' | null;
}

export interface ModelListResponse {
  items: ModelResponse[];
  /** The whole catalogue fits a page. */
  nextCursor: null;
}

/** The body of a change, as checked: documented by the very schema. */
export const ROUTES_BODY = ROUTING_SCHEMA;

const { models } = AI_CONFIG_SCHEMA.properties;
const { properties } = ROUTING_SCHEMA;
export const ROUTES_RESPONSE = closed({ models, ...properties }, ['models', ...Object.keys(properties)]);

export const MODELS_RESPONSE = closed(
  {
    items: {
      type: 'array',
      items: closed({
        ...MODEL_SCHEMA.properties,
        provider: { type: 'string', description: 'Who serves it: openai, or the host of its address.' },
        life: closed({
          state: { type: 'string', enum: ['current', 'ending', 'ended'] },
          daysLeft: { type: ['integer', 'null'] },
        }),
        price: { ...PRICE_SCHEMA, type: ['object', 'null'], description: 'In force today; null: unknown.' },
        listed: {
          type: ['boolean', 'null'],
          description: 'Whether its server lists it; null: it did not say.',
        },
        usable: { type: 'boolean' },
        reason: {
          type: ['string', 'null'],
          enum: ['shut_down', 'no_key', null],
          description: 'Why it is not usable.',
        },
      }),
    },
    nextCursor: { type: 'null' },
  },
  ['items', 'nextCursor'],
);
