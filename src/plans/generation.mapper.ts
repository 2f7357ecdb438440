import type { Actor } from '../auth/actor.js';
import type { Blueprint, PhaseName } from '../coaching/model.js';
import { toPhaseHead, toWeekResponse } from './cascade.mapper.js';
import type {
  GeneratedPhaseResponse,
  GeneratedPlanResponse,
  GeneratedWeekResponse,
  ReplannedResponse,
  RunProvenanceResponse,
} from './generation-response.dto.js';
import type { GeneratedPlan } from './generation.service.js';
import { seenBy } from './released-weeks.js';
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

export function toGeneratedWeekResponse(
  weeks: readonly StoredWeek[],
  {
    request: { trainingPlanId, weekNumber },
    actor,
  }: { request: { trainingPlanId: string; weekNumber: number }; actor: Actor },
): GeneratedWeekResponse {
  const week = seenBy(actor, weeks).find((each) => each.weekNumber === weekNumber);
  if (!week) throw new Error(`Week ${weekNumber} was asked for and not written`);
  return { trainingPlanId, weekNumber, week: toWeekResponse(week) };
}

export function toGeneratedPhaseResponse(
  weeks: readonly StoredWeek[],
  { planId, phase, actor }: { planId: string; phase: PhaseName; actor: Actor },
): GeneratedPhaseResponse {
  return {
    trainingPlanId: planId,
    phase,
    weeksGenerated: weeks.length,
    weeks: seenBy(actor, weeks).map((week) => toWeekResponse(week)),
  };
}

export function toReplannedResponse(
  weeks: readonly StoredWeek[],
  { planId, actor }: { planId: string; actor: Actor },
): ReplannedResponse {
  return {
    trainingPlanId: planId,
    weeksGenerated: weeks.length,
    weeks: seenBy(actor, weeks).map((week) => toWeekResponse(week)),
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
