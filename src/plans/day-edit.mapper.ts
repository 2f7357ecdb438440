import { toDayResponse, toWeekResponse } from './cascade.mapper.js';
import type { DayEditResponse } from './day-edit.dto.js';
import type { DayEditView } from './day-edits.service.js';

export function toDayEditResponse({ plan, week, date, findings }: DayEditView): DayEditResponse {
  const day = week.days.find((each) => each.date === date);
  if (!day) throw new Error(`Week ${week.weekNumber} of plan ${plan.id} has no ${date}`);
  return {
    trainingPlanId: plan.id,
    day: toDayResponse(day),
    week: toWeekResponse(week),
    findings,
  };
}
