import type { FilterQuery } from '@mikro-orm/core';
import type { Athlete } from './athlete.entity.js';

/** What wants a person. */
export const ATTENTION_KINDS = [
  /** Adaptation proposes something. */
  'suggestion',
  /** The last full week was far from what was planned. */
  'red_week',
  /** Nothing reported for fourteen days, and nobody has taken note of it. */
  'silent_athlete',
  /** A week ahead that the built-in coach wrote because no model could. */
  'fallback_week',
  /** A week, not over yet, stands against a rule because a person wanted it so. */
  'rule_kept',
  /** The goal is unrealistic, the plan does not lead to it, or weeks without running have put it at risk. */
  'goal_at_risk',
  /** The race is at most fourteen days away. */
  'race_soon',
  /** The last try to write something failed for good. */
  'generation_failed',
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** What a list may be narrowed to: all that wants a person, or what does so in one way. */
export const ATTENTION_FILTERS = ['true', ...ATTENTION_KINDS] as const;
export type AttentionFilter = (typeof ATTENTION_FILTERS)[number];

export const ATTENTION = Symbol('ATTENTION');

/** Knows which athletes want a person: that is read from their plans, a room above this one. */
export interface AttentionIndex {
  /** A condition that holds for them. */
  ofAthletes(filter: AttentionFilter): Promise<FilterQuery<Athlete>>;
}
