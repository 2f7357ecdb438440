import { PHASE_NAMES, type BlueprintDay, type BlueprintWeek } from '../coaching/model.js';
import { formatPace } from '../coaching/pace.js';
import { toPhaseHead } from './cascade.mapper.js';
import type { PlanPreview } from './drafts.service.js';
import { paceOrNull, rangeOf, toPlanRace, toSettings } from './plan.mapper.js';
import type { PreviewDayResponse, PreviewResponse, PreviewWeekResponse } from './preview-response.dto.js';

export function toPreviewResponse(preview: PlanPreview): PreviewResponse {
  const { blueprint, goal, readiness, warnings, settings, tuneUps } = preview;
  return {
    settings: toSettings(settings),
    tuneUpRaces: tuneUps.map(toPlanRace),
    rulesVersion: blueprint.rulesVersion,
    totalWeeks: blueprint.totalWeeks,
    experience: blueprint.experience,
    distanceClass: blueprint.distanceClass,
    startLevel: blueprint.startLevel,
    peakTarget: blueprint.peakTarget,
    capacity: blueprint.capacity,
    longRunCap: blueprint.longRunCap,
    goalPace5K: paceOrNull(goal.goalPace5K),
    goalRacePace: paceOrNull(goal.goalRacePace),
    predictedRacePace: formatPace(goal.predictedRacePace),
    predictedRange: rangeOf(goal),
    trainingGoalPace: formatPace(goal.trainingGoalPace),
    realism: goal.realism,
    readiness,
    warnings,
    phases: PHASE_NAMES.map((name) => ({
      ...toPhaseHead({ name, weekCount: blueprint.phases[name], totalMiles: 0 }, blueprint),
      weeks: blueprint.weeks.filter(({ phase }) => phase === name).map(toPreviewWeek),
    })),
  };
}

function toPreviewWeek(week: BlueprintWeek): PreviewWeekResponse {
  return {
    weekNumber: week.weekNumber,
    phase: week.phase,
    startDate: week.startDate,
    endDate: week.endDate,
    targetMiles: week.targetMiles,
    wantedMiles: week.wantedMiles,
    stretch: week.stretch,
    recovery: week.recovery,
    part: week.part,
    touched: week.touched,
    notes: week.notes,
    days: week.days.map(toPreviewDay),
  };
}

function toPreviewDay({ date, dayNumber, type, miles, outsidePlan }: BlueprintDay): PreviewDayResponse {
  return { date, dayNumber, workoutType: type, miles, outsidePlan };
}
