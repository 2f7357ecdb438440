import { isReporting, matchRuns } from '../compliance.js';
import { toHundredths } from '../hundredths.js';
import type { AdaptationRule, PlannedDay, PlannedWeek } from '../model.js';
import { standingOf } from '../plan-progress.js';
import type { WeekLook } from './look.js';

/** Sessions missed one after another that hold the level. */
const IN_A_ROW = 3;

/** What sessions were missed by; none for somebody who does not report what they run. */
export function missedRules(look: WeekLook): AdaptationRule[] {
  const { record, asOf, weeks, weekNumber } = look;
  if (!isReporting(record, asOf)) return [];
  const rules: AdaptationRule[] = [];
  const before = weeks.find((week) => week.weekNumber === weekNumber - 1);
  if (before && isMissed(before, look)) rules.push('adapt.missed');
  if (isMissedInARow(look)) rules.push('adapt.missed_in_a_row');
  return rules;
}

/** What the week before counts for, or the last one before it that counts; null where there is none. */
export function levelBefore({ current, weeks, inputs, weekNumber }: WeekLook): number | null {
  const { preferredDays } = inputs;
  for (const week of current.weeks.slice(0, weekNumber - 1).toReversed()) {
    const standing = standingOf(week, { preferredDays, startLevel: current.startLevel });
    if (standing === null) continue;
    const written = weeks.find((each) => each.weekNumber === week.weekNumber);
    return standing === week.targetMiles ? (written?.targetMiles ?? standing) : standing;
  }
  return null;
}

/** Over a third of the week's training miles were not run. */
function isMissed(week: PlannedWeek, { record, asOf }: WeekLook): boolean {
  const sessions = week.days.filter(isSession);
  const planned = sessions.reduce((sum, day) => sum + toHundredths(day.miles), 0);
  const missed = matchRuns(sessions, { record, asOf })
    .filter(({ counts }) => counts)
    .reduce(
      (sum, day) => sum + Math.max(0, toHundredths(day.plannedMiles) - toHundredths(day.actualMiles)),
      0,
    );
  return 3 * missed > planned;
}

/** The last three sessions that can be judged were each run below half their miles. */
function isMissedInARow({ weeks, record, asOf }: WeekLook): boolean {
  const sessions = weeks
    .toSorted((a, b) => a.weekNumber - b.weekNumber)
    .flatMap(({ days }) => days.filter((day) => isSession(day) && day.date < asOf));
  const last = matchRuns(sessions, { record, asOf })
    .filter(({ counts }) => counts)
    .slice(-IN_A_ROW);
  return (
    last.length === IN_A_ROW &&
    last.every((day) => 2 * toHundredths(day.actualMiles) < toHundredths(day.plannedMiles))
  );
}

function isSession({ miles, workoutType }: PlannedDay): boolean {
  return miles > 0 && workoutType !== 'race';
}
