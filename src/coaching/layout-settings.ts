import { experienceOf } from './experience.js';
import type { DayNumber, Experience, InjuryRisk, LayoutSettings, RuleId } from './model.js';
import { namesOf } from './labels.js';
import { LEAST_START_MILES, recoveryRhythm } from './volume.js';

/** A setting the blueprint cannot be laid by. */
export interface SettingsRefusal {
  setting: keyof LayoutSettings;
  /** The rule that stands against it, which `detail` names too. */
  rule: RuleId;
  detail: string;
}

/** Every second week: oftener there would be two in a row. */
const MOST_OFTEN = 2;

/**
 * What of the coaching rules stands against the settings of a plan; empty when nothing does. A recovery rhythm may be
 * denser than the rules have it, never rarer; the long run needs a preferred day; a cap needs room for the least a
 * plan starts at. What hangs on a value that is not known yet (null) is not judged.
 */
export function settingsRefusals(plan: {
  settings?: LayoutSettings;
  preferredDays: readonly DayNumber[] | null;
  experience: Experience | null;
  baseline: number | null;
  injuryRisk: InjuryRisk;
}): SettingsRefusal[] {
  const { recoveryEvery, longRunDay, mostMiles } = plan.settings ?? {};
  const refusals: SettingsRefusal[] = [];
  if (recoveryEvery !== undefined) {
    const detail = rhythmProblem(recoveryEvery, plan);
    if (detail !== null) refusals.push({ setting: 'recoveryEvery', rule: 'C', detail });
  }
  const { preferredDays } = plan;
  if (longRunDay !== undefined && preferredDays && !preferredDays.includes(longRunDay)) {
    refusals.push({
      setting: 'longRunDay',
      rule: 'F',
      detail: `Rule F stands against a long run on ${namesOf([longRunDay])}: it falls on a preferred day, ${namesOf(preferredDays)}.`,
    });
  }
  if (mostMiles !== undefined && !(mostMiles >= LEAST_START_MILES)) {
    refusals.push({
      setting: 'mostMiles',
      rule: 'C',
      detail: `Rule C stands against a cap of ${mostMiles} miles a week: no plan starts below ${LEAST_START_MILES}.`,
    });
  }
  return refusals;
}

function rhythmProblem(
  every: number,
  plan: { experience: Experience | null; baseline: number | null; injuryRisk: InjuryRisk },
): string | null {
  if (!Number.isInteger(every) || every < MOST_OFTEN) {
    return `Rule C stands against a recovery week every ${every} weeks: there are never two in a row; ${MOST_OFTEN} is the least.`;
  }
  const { experience, baseline, injuryRisk } = plan;
  const isKnown = experience !== null || baseline !== null || injuryRisk === 'high';
  const rarest = isKnown
    ? recoveryRhythm(experienceOf(experience, baseline ?? 0), injuryRisk)
    : recoveryRhythm('intermediate', injuryRisk);
  if (every <= rarest) return null;
  const whom = rarest === 3 ? ' for a novice or at high injury risk' : '';
  return `Rule C stands against a recovery week every ${every} weeks: every ${rarest} is the rarest${whom}.`;
}
