/** The operator's configuration defines what a model is; this layer works with it. */
export type {
  ModelCapabilities,
  ModelLimits,
  ModelPrice,
  ModelProfile,
  ParameterDialect,
} from '../config/ai-config.js';
