import { daysBetween, isCalendarDate, mondayOf, totalWeeksBetween } from '../calendar.js';
import { PHASE_NAMES, type PhaseSplit, type PlanInputs } from '../model.js';
import { experienceOf } from '../experience.js';
import { totalWeeksOf } from './expectations.js';

/** What is wrong with inputs that no plan can be made from; null when nothing is. */
export function inputProblem(inputs: PlanInputs): string | null {
  if (!isCalendarDate(inputs.startDate) || !isCalendarDate(inputs.raceDate)) return 'dates that do not exist';
  const weeks = totalWeeksBetween(inputs.startDate, inputs.raceDate);
  if (weeks < 4 || weeks > 52) return `${weeks} weeks from start to race`;
  const { raceDistanceMiles, fiveKPace, baseline, goalTimeSeconds } = inputs;
  if (!(raceDistanceMiles > 0 && raceDistanceMiles <= 62.2)) return `a race of ${raceDistanceMiles} miles`;
  if (!(fiveKPace >= 230 && fiveKPace <= 1200)) return `a 5K pace of ${fiveKPace} s per mile`;
  if (!(baseline >= 0 && baseline <= 150)) return `a baseline of ${baseline} miles`;
  if (goalTimeSeconds !== null && !(goalTimeSeconds > 0 && Number.isFinite(goalTimeSeconds))) {
    return `a goal of ${goalTimeSeconds} s`;
  }
  const settings = settingsProblem(inputs);
  if (settings !== null) return settings;
  const tuneUp = tuneUpProblem(inputs);
  if (tuneUp !== null) return tuneUp;
  const { changes = [], ...drawn } = inputs;
  let inForce: PlanInputs = drawn;
  for (const { fromWeek, ...change } of changes) {
    inForce = { ...inForce, ...change };
    const problem = inputProblem(inForce);
    if (problem !== null) return `${problem} from week ${fromWeek}`;
  }
  return null;
}

/** What of §5 and §6 stands against the settings of staff; null when nothing does. */
function settingsProblem(inputs: PlanInputs): string | null {
  const { recoveryEvery = 2, longRunDay, mostMiles = 6 } = inputs.settings ?? {};
  const often = inputs.injuryRisk === 'high' || experienceOf(inputs.experience, inputs.baseline) === 'novice';
  if (!Number.isInteger(recoveryEvery) || recoveryEvery < 2 || recoveryEvery > (often ? 3 : 4)) {
    return `a recovery week every ${recoveryEvery} weeks`;
  }
  if (longRunDay !== undefined && !inputs.preferredDays.includes(longRunDay)) {
    return `a long run on day ${longRunDay}, which is not preferred`;
  }
  return mostMiles >= 6 ? null : `a cap of ${mostMiles} miles a week`;
}

/** What of the rules stands against where the tune-up races lie, and how long they are; null when nothing does. */
function tuneUpProblem({ startDate, raceDate, raceDistanceMiles, tuneUps = [] }: PlanInputs): string | null {
  const monday = mondayOf(startDate);
  // From the second full week on, and before the week that holds the sixth day before the race.
  const first = monday === startDate ? 7 : 14;
  const end = 7 * Math.floor((daysBetween(monday, raceDate) - 6) / 7);
  const indices = tuneUps.map(({ date }) => daysBetween(monday, date)).toSorted((a, b) => a - b);
  for (const [position, index] of indices.entries()) {
    if (index < first || index >= end) return `a tune-up race on day ${index + 1} of the plan`;
    const before = indices[position - 1] ?? Number.NEGATIVE_INFINITY;
    const isSameWeek = Math.floor(before / 7) === Math.floor(index / 7);
    if (isSameWeek || index - before <= 2) return 'two tune-up races side by side';
  }
  const longest = Math.max(0, ...tuneUps.map(({ distanceMiles }) => distanceMiles));
  return longest > raceDistanceMiles ? `a tune-up race of ${longest} miles` : null;
}

/** Preferred days that are a set of two to seven weekdays. */
export function validPreferredDays({ preferredDays }: PlanInputs): boolean {
  const distinct = new Set(preferredDays);
  const weekdays = preferredDays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7);
  return weekdays && distinct.size === preferredDays.length && distinct.size >= 2;
}

export function meetsRuleA(split: PhaseSplit, totalWeeks: number): boolean {
  const counts = PHASE_NAMES.map((name) => split[name]);
  return counts.every((count) => Number.isInteger(count) && count >= 1) && totalWeeksOf(split) === totalWeeks;
}
