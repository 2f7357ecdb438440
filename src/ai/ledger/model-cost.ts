import type { CalendarDate } from '../../coaching/model.js';
import type { ServiceTier, TokenUsage } from '../model-call.js';
import type { ModelPrice, ModelProfile } from '../model-profile.js';

const TOKENS_PER_PRICE = 1_000_000;
/** What may wait costs half. */
const TIER_SHARE: Readonly<Record<ServiceTier, number>> = { default: 1, flex: 0.5, batch: 0.5 };

/** The prices in force on a day (UTC); null where none is known for it. */
export function priceOn({ prices }: Pick<ModelProfile, 'prices'>, day: CalendarDate): ModelPrice | null {
  return prices.findLast(({ from }) => from <= day) ?? null;
}

/**
 * What a call cost in USD at the prices of its day. Cached tokens are part of the input, reasoning ones of the output:
 * each is counted once. Null, never 0, when the tokens or the price are unknown.
 */
export function costUsd(
  profile: Pick<ModelProfile, 'prices'>,
  { usage, at, tier = 'default' }: { usage: TokenUsage | null; at: Date; tier?: ServiceTier },
): number | null {
  const price = priceOn(profile, at.toISOString().slice(0, 10));
  if (price === null || usage === null) return null;
  // A server that counts cached tokens beside the input instead of in it must not give money back.
  const cached = Math.min(usage.cached, usage.input);
  const full = (usage.input - cached) * price.input + cached * price.cached + usage.output * price.output;
  return (full / TOKENS_PER_PRICE) * TIER_SHARE[tier];
}
