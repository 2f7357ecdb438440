import { METRES_PER_MILE } from '../../coaching/distance.js';
import { PHASE_NAMES } from '../../coaching/model.js';
import type { PlanTemplate } from './plan-template.entity.js';
import type { PlanTemplateResponse, PlanTemplateSummaryResponse } from './plan-template-response.dto.js';

export function toTemplateSummary(template: PlanTemplate): PlanTemplateSummaryResponse {
  const { id, name, description, totalWeeks, phases, mode, preferredDays, createdBy } = template;
  const { release, horizonDays, recoveryEvery, longRunDay } = template.settings;
  return {
    id,
    name,
    description,
    distance: template.distanceName,
    distanceMiles: Number((template.distanceMetres / METRES_PER_MILE).toFixed(4)),
    totalWeeks,
    phases: PHASE_NAMES.map((phase) => ({ name: phase, weekCount: phases[phase] })),
    mode,
    settings: {
      release: release ?? 'auto',
      horizonDays: horizonDays ?? null,
      recoveryEvery: recoveryEvery ?? null,
      longRunDay: longRunDay ?? null,
    },
    preferredDays,
    createdById: createdBy,
    createdAt: template.createdAt.toISOString(),
    updatedAt: template.updatedAt.toISOString(),
  };
}

export function toTemplateResponse(template: PlanTemplate): PlanTemplateResponse {
  return Object.assign(toTemplateSummary(template), { workouts: [...template.programme] });
}
