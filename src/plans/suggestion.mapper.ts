import type { SuggestionResponse } from './suggestion.dto.js';
import type { Suggestion } from './suggestion.entity.js';

export function toSuggestionResponse(suggestion: Suggestion): SuggestionResponse {
  const { id, weekNumber, rule, text, proposal, state, decidedBy, decidedAt, createdAt } = suggestion;
  return {
    id,
    weekNumber,
    rule,
    text,
    proposal,
    state,
    decidedBy,
    decidedAt: decidedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
