import type { EntityManager } from '@mikro-orm/core';
import type { ProposedSuggestion } from '../coaching/suggestions.js';
import { Suggestion } from './suggestion.entity.js';

/**
 * Puts what a look at a week proposes among a plan's suggestions, in the caller's transaction, the plan locked. The
 * same is proposed once, and what was decided stays so; what is open and no more proposed is withdrawn.
 */
export async function offerSuggestions(
  em: EntityManager,
  {
    planId: plan,
    proposed,
    weekNumber: lookedAt,
    untold,
  }: {
    planId: string;
    proposed: readonly ProposedSuggestion[];
    weekNumber: number;
    /** Rules of which this week can say nothing. */
    untold: readonly ProposedSuggestion['rule'][];
  },
): Promise<void> {
  const keys = proposed.map(({ key }) => key);
  const known = await em.find(Suggestion, { plan, $or: [{ key: { $in: keys } }, { state: 'open' }] });
  for (const { key, rule, weekNumber, text, proposal } of proposed) {
    const before = known.find((suggestion) => suggestion.key === key);
    if (!before) em.create(Suggestion, { plan, key, rule, weekNumber, text, proposal });
    else if (isUndecided(before)) em.assign(before, { state: 'open', weekNumber, text, proposal });
  }
  for (const suggestion of known) {
    // What a later week was found to bear is for the look at that week to take back.
    const isForLater = suggestion.weekNumber !== null && suggestion.weekNumber > lookedAt;
    const isKept = isForLater || untold.includes(suggestion.rule);
    if (suggestion.state === 'open' && !keys.includes(suggestion.key) && !isKept) {
      suggestion.state = 'withdrawn';
    }
  }
}

function isUndecided({ state }: Suggestion): boolean {
  return state === 'open' || state === 'withdrawn';
}
