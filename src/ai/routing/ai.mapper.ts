import type { CalendarDate } from '../../coaching/model.js';
import type { ModelResponse, RoutesResponse } from './ai.dto.js';
import { priceOn } from '../ledger/model-cost.js';
import { lifeOf } from './model-life.js';
import type { ModelProfile } from '../model-profile.js';
import type { CatalogueModel } from './router.js';
import type { CurrentRouting } from './routes.service.js';

/** @param today the day its life and its price are told for */
export function toModelResponse(
  { profile, hasKey, listed }: CatalogueModel & { listed: boolean | null },
  today: CalendarDate,
): ModelResponse {
  const life = lifeOf(profile, today);
  const reason = life.state === 'ended' ? 'shut_down' : hasKey ? null : 'no_key';
  return {
    ...profile,
    provider: providerOf(profile),
    life,
    price: priceOn(profile, today),
    listed,
    usable: reason === null,
    reason,
  };
}

/** Who serves a model: OpenAI, or the host of its address. */
export function providerOf({ baseUrl }: Pick<ModelProfile, 'baseUrl'>): string {
  const host = baseUrl === null ? 'api.openai.com' : new URL(baseUrl).host;
  return host === 'api.openai.com' ? 'openai' : host;
}

export function toRoutesResponse(
  { routing }: CurrentRouting,
  models: readonly CatalogueModel[],
): RoutesResponse {
  return { models: models.map(({ profile }) => profile), ...routing };
}
