import type { Blueprint } from '../coaching/model.js';
import { toPhaseHead } from './cascade.mapper.js';
import type { GeneratedPlanResponse, RunProvenanceResponse } from './generation-response.dto.js';
import type { GeneratedPlan } from './generation.service.js';
import type { StoredWeek } from './stored-week.js';

export function toGeneratedPlanResponse({ plan, cascade, blueprint }: GeneratedPlan): GeneratedPlanResponse {
  return {
    trainingPlanId: plan.id,
    status: 'active',
    phases: cascade.phases.map((phase) => toPhaseHead(phase, blueprint)),
    weeksGenerated: cascade.weeks.length,
    provenance: runProvenance(cascade.weeks, blueprint),
    warnings: plan.warnings,
  };
}

/** What the weeks of a run have in common. */
function runProvenance(weeks: readonly StoredWeek[], { rulesVersion }: Blueprint): RunProvenanceResponse {
  const authors = new Set(weeks.map(({ provenance }) => provenance.author));
  const models = new Set(weeks.map(({ provenance }) => provenance.model));
  const [author] = authors;
  const [model] = models;
  const fallback = weeks.find(({ provenance }) => provenance.fallbackReason !== null);
  return {
    author: author && authors.size === 1 ? author : 'mixed',
    model: model && models.size === 1 ? model : null,
    rulesVersion,
    fallbackReason: fallback?.provenance.fallbackReason ?? null,
  };
}
