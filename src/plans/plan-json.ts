import { complianceOf, type MatchedDays } from '../coaching/compliance.js';
import { arrayOf, withField } from '../common/json-text.js';
import { matchedOn, toPhaseHead } from './cascade.mapper.js';
import type { ShownWeekText } from './cascade-text.js';
import { toPlanResponse } from './plan.mapper.js';
import type { PlanView } from './plans.service.js';

/**
 * JSON of a whole plan's response, the same that `toPlanResponse` has, from weeks whose JSON stands already: to make it
 * anew was most of the work of a read.
 */
export function planJson({ cascade, ...view }: PlanView<ShownWeekText>): string {
  const { blueprint } = view.forecast;
  if (!cascade || !blueprint) return JSON.stringify(toPlanResponse(view));
  const phases = cascade.phases.map((phase) => {
    const weeks = cascade.weeks.filter((week) => week.phase === phase.name);
    const head = JSON.stringify(toPhaseHead(phase, blueprint));
    return withField(head, 'weeks', arrayOf(weeks.map((week) => weekJson(week, view.matched))));
  });
  return withField(JSON.stringify(toPlanResponse(view, 'plan')), 'phases', arrayOf(phases));
}

/** JSON of a written week's response, the same that `toWeekResponse` has. */
export function weekJson({ head, days }: ShownWeekText, matched: MatchedDays | null): string {
  const shown = days.map((day) => withCompliance(day.shown, [day], matched));
  return withField(withCompliance(head, days, matched), 'days', arrayOf(shown));
}

function withCompliance(
  shown: string,
  days: readonly { date: string }[],
  matched: MatchedDays | null,
): string {
  const compliance = complianceOf(matchedOn(days, matched));
  return compliance ? withField(shown, 'compliance', JSON.stringify(compliance)) : shown;
}
