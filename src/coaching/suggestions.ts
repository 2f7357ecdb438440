import type { WeekLook } from './adaptation/look.js';
import { missedRules } from './adaptation/missed-sessions.js';
import { timesOff } from './adaptation/time-off.js';
import { addDays, daysBetween } from './calendar.js';
import { isReporting, matchRuns, REPORT_DAYS } from './compliance.js';
import { MARATHON_MILES } from './distance.js';
import { formatDuration } from './duration.js';
import { equivalentFiveKPace } from './fitness.js';
import { assessGoal } from './goal.js';
import { sumMiles, toHundredths } from './hundredths.js';
import { inputsOfWeek } from './inputs-of-week.js';
import type { BlueprintWeek, CalendarDate, PlanInputs, PlannedWeek } from './model.js';
import { formatPace } from './pace.js';
import { PEAK_TABLE } from './peak-table.js';
import { layoutBefore } from './re-anchor.js';

/** A race or time trial on record. */
export interface Performance {
  date: CalendarDate;
  source: 'race' | 'time_trial';
  miles: number;
  seconds: number;
}

export interface SuggestionLook extends WeekLook {
  performances: readonly Performance[];
  /** The day the plan's 5K pace was set or last changed. */
  paceSetOn: CalendarDate;
}

interface Suggested<Rule extends string, Proposal> {
  rule: Rule;
  /** The week it is about or holds from; null for the plan as a whole. */
  weekNumber: number | null;
  /** Of what it rests on: the same key is the same suggestion. */
  key: string;
  /** One sentence for a coach. */
  text: string;
  /** What accepting does: miles, seconds per mile, seconds. */
  proposal: Proposal;
}

/** What adaptation may not do by itself and leaves to a person. */
export type ProposedSuggestion =
  | Suggested<'activities.silent', Record<string, never>>
  | Suggested<'load.raise', { level: number }>
  | Suggested<'pace.update', { fiveKPace: number; date: CalendarDate; source: Performance['source'] }>
  | Suggested<'goal.review', { goalTimeSeconds: number }>;

/** Weeks one after another over this share of the plan carry more. In percent. */
const OVER_PLAN = 120;
const WEEKS_OVER_PLAN = 2;
/** A race this long and no longer than a marathon tells of today's fitness; a watch may find some hundred yards more. */
const SHORTEST_TRIAL_MILES = 1.5;
const LONGEST_TRIAL_MILES = MARATHON_MILES + 0.3;
/** A 5K pace that differs less is the same pace. */
const PACE_SHARE = 0.02;
/** A prediction is true to the millisecond. */
const PACE_GRAIN = 0.001;
/** A plan can be made for these, seconds per mile. */
const FASTEST_PACE = 230;
const SLOWEST_PACE = 1200;
const GOAL_GRAIN_SECONDS = 5;

/** Suggestions as of a look at a week, that week being the first they could hold for. Pure. */
export function suggestionsFor(look: SuggestionLook): ProposedSuggestion[] {
  const trial = newPace(look);
  return [
    silence(look),
    raise(look),
    trial && paceUpdate(look, trial),
    trial && goalReview(look, trial),
  ].filter((suggestion) => suggestion !== null);
}

/** No news for 14 days of the plan, none of them time off; told once of somebody who never reports. */
function silence(look: SuggestionLook): ProposedSuggestion | null {
  const { record, inputs, asOf } = look;
  const last = record.reportDates
    .filter((date) => date <= asOf)
    .toSorted()
    .at(-1);
  const after = last === undefined ? inputs.startDate : addDays(last, 1);
  const since = after < inputs.startDate ? inputs.startDate : after;
  const days = daysBetween(since, asOf);
  const from = addDays(asOf, -REPORT_DAYS);
  if (days < REPORT_DAYS || timesOff(look).some((span) => span.first < asOf && span.last >= from))
    return null;
  return {
    rule: 'activities.silent',
    weekNumber: null,
    key: `activities.silent:${since}`,
    text: `Nothing was reported for ${days} days, since ${since}: ask how the running goes.`,
    proposal: {},
  };
}

/** More than planned was run for two weeks, and neither table nor days nor the 10 % are used up. */
function raise(look: SuggestionLook): ProposedSuggestion | null {
  const { drawn, current, weekNumber, asOf, record } = look;
  const week = current.weeks[weekNumber - 1];
  if (
    !week ||
    week.recovery ||
    drawn.weeks[weekNumber - 1]?.recovery ||
    week.part ||
    isTaper(look, week) ||
    !isReporting(record, asOf)
  )
    return null;
  // Neither to somebody on the way back, nor to one whose weeks are long because of single runs.
  if (week.adaptation?.restarts || missedRules(look).length > 0) return null;
  const over = look.weeks.filter(({ endDate }) => endDate <= asOf).slice(-WEEKS_OVER_PLAN);
  const last = over.at(-1);
  if (!last || over.length < WEEKS_OVER_PLAN || !over.every((each) => isOverPlan(look, each))) return null;
  const { progress, frame } = layoutBefore(look);
  const table = PEAK_TABLE[frame.distanceClass][frame.experience];
  const level = Math.min(progress.mostBuilding() / 2, current.capacity, table);
  if (level <= week.targetMiles) return null;
  return {
    rule: 'load.raise',
    weekNumber,
    key: `load.raise:${last.startDate}`,
    text:
      `The last two weeks were each run at more than ${OVER_PLAN} % of plan: ` +
      `week ${weekNumber} could have ${level} miles instead of ${week.targetMiles}.`,
    proposal: { level },
  };
}

function isOverPlan({ record, asOf }: SuggestionLook, week: PlannedWeek): boolean {
  const training = week.days.filter(({ workoutType }) => workoutType !== 'race');
  const ran = sumMiles(matchRuns(training, { record, asOf }).map(({ actualMiles }) => actualMiles));
  return week.trainingMiles > 0 && 100 * toHundredths(ran) > OVER_PLAN * toHundredths(week.trainingMiles);
}

/** The newest performance that shows another fitness than the plan goes by. */
interface Trial extends Performance {
  /** Seconds per mile, whole. */
  fiveKPace: number;
  isFaster: boolean;
}

function newPace(look: SuggestionLook): Trial | null {
  const { asOf, paceSetOn } = look;
  const newest = look.performances
    .filter(({ date }) => paceSetOn <= date && date <= asOf)
    .filter(({ miles }) => SHORTEST_TRIAL_MILES <= miles && miles <= LONGEST_TRIAL_MILES)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
    .at(-1);
  if (!newest) return null;
  const shown = equivalentFiveKPace(newest.miles, newest.seconds);
  const fiveKPace = Math.round(shown);
  const known = inForce(look).fiveKPace;
  const differs = Math.abs(shown - known) >= PACE_SHARE * known - PACE_GRAIN;
  if (!differs || fiveKPace < FASTEST_PACE || fiveKPace > SLOWEST_PACE) return null;
  return { ...newest, fiveKPace, isFaster: shown < known };
}

function paceUpdate(look: SuggestionLook, trial: Trial): ProposedSuggestion | null {
  const { fiveKPace, date, source, isFaster } = trial;
  if (isFaster && isTaper(look)) return null;
  return {
    rule: 'pace.update',
    weekNumber: look.weekNumber,
    key: `pace.update:${date}`,
    text:
      `${named(trial)} shows a 5K pace of ${formatPace(fiveKPace)} per mile, ` +
      `${isFaster ? 'faster' : 'slower'} than the ${formatPace(inForce(look).fiveKPace)} of the plan.`,
    proposal: { fiveKPace, date, source },
  };
}

/** The goal is out of reach in the weeks left, or today's fitness already gives more. */
function goalReview(look: SuggestionLook, trial: Trial): ProposedSuggestion | null {
  const { goalTimeSeconds, raceDistanceMiles, baseline } = inForce(look);
  if (goalTimeSeconds === null) return null;
  const { realism, predictedSeconds } = assessGoal({
    raceDistanceMiles,
    goalTimeSeconds,
    baseline,
    fiveKPace: trial.fiveKPace,
    totalWeeks: look.drawn.totalWeeks - look.weekNumber + 1,
    taperWeeks: look.drawn.phases.taper,
  });
  const isSlow = goalTimeSeconds > predictedSeconds;
  if (realism !== 'unrealistic' && !isSlow) return null;
  const proposed = GOAL_GRAIN_SECONDS * Math.round(predictedSeconds / GOAL_GRAIN_SECONDS);
  if (proposed === goalTimeSeconds || (proposed < goalTimeSeconds && isTaper(look))) return null;
  return {
    rule: 'goal.review',
    weekNumber: look.weekNumber,
    key: `goal.review:${trial.date}`,
    text:
      `${named(trial)} predicts ${formatDuration(proposed)} for the race: the goal of ${formatDuration(goalTimeSeconds)} ` +
      `${isSlow ? 'asks for less than that' : 'is out of reach in the weeks left'}.`,
    proposal: { goalTimeSeconds: proposed },
  };
}

function named({ source, date, miles, seconds }: Performance): string {
  const what = source === 'race' ? 'race' : 'time trial';
  return `The ${what} of ${date}, ${Number(miles.toFixed(2))} miles in ${formatDuration(seconds)},`;
}

function inForce({ inputs, weekNumber }: SuggestionLook): PlanInputs {
  return inputsOfWeek(inputs, weekNumber);
}

/** From the first taper week on a plan is only ever lowered; a peak week cut for an early race belongs to it. */
function isTaper(
  look: SuggestionLook,
  week: BlueprintWeek | undefined = look.drawn.weeks[look.weekNumber - 1],
) {
  return week === undefined || week.phase === 'taper' || layoutBefore(look).frame.cutWeek === week.weekNumber;
}
