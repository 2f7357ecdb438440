import { adaptationsOf } from '../coaching/adaptations.js';
import { restretched } from '../coaching/restretch.js';
import type { PlanBasis } from './plan-audit.js';
import { mergeWeeks, type Cascade, type StoredWeek } from './stored-week.js';

/** A week with other days than its plan has it, with the stretch that all of it needs there. */
export function restretchedIn(
  cascade: Cascade,
  week: StoredWeek,
  { inputs, blueprint }: PlanBasis,
): StoredWeek {
  const { phases, weeks } = mergeWeeks(cascade, [week]);
  return restretched(week, { inputs, phases, weeks, adaptations: adaptationsOf(blueprint) });
}
