import { sumMiles } from './hundredths.js';
import type {
  Blueprint,
  BlueprintWeek,
  CalendarDate,
  PlannedDay,
  PlannedWeek,
  RuleNote,
  WeekAdaptation,
} from './model.js';
import { ownOf } from './re-anchor.js';

/** Days of a plan that passed while it was paused. */
export interface PausedDays {
  /** The day of the resume; all of `offDates` lie before it. */
  asOf: CalendarDate;
  /** Days of the pause on which nothing was run. */
  offDates: ReadonlySet<CalendarDate>;
}

const NOTE: RuleNote = {
  rule: 'F',
  code: 'adapt.paused',
  text: 'The plan was paused: what passed meanwhile and was not run is rest. The dates stay as they were.',
};

const REST_WORDS = 'Rest: the plan was paused.';

/**
 * A blueprint in which days that passed while the plan was paused are rest. A week that has none of them stays as it is.
 */
export function restBlueprint(blueprint: Blueprint, paused: PausedDays): Blueprint {
  return { ...blueprint, weeks: blueprint.weeks.map((week) => restBlueprintWeek(week, paused)) };
}

function restBlueprintWeek(week: BlueprintWeek, { asOf, offDates }: PausedDays): BlueprintWeek {
  const isOff = ({ date, type, outsidePlan }: BlueprintWeek['days'][number]) =>
    offDates.has(date) && type !== 'race' && !outsidePlan;
  if (!week.days.some(isOff)) return week;
  const days = week.days.map((day) => (isOff(day) ? { ...day, type: 'rest' as const, miles: 0 } : day));
  const adaptation = pausedAdaptation(week, { asOf, offDates: days.filter(isOff).map(({ date }) => date) });
  const targetMiles = sumMiles(days.map(({ miles }) => miles));
  const stretch = targetMiles === 0 ? 1 : week.stretch;
  return { ...week, days, targetMiles, stretch, notes: pausedNotes(week.notes, targetMiles), adaptation };
}

/**
 * What a week is adapted to that passed, or had begun, when the plan went on after a pause. One that came back from a
 * gap still does, at its level and with its risk: a pause makes nobody fitter.
 * @param offDates days of it that rest for the pause
 */
function pausedAdaptation(
  week: BlueprintWeek,
  { asOf, offDates }: { asOf: CalendarDate; offDates: readonly CalendarDate[] },
): WeekAdaptation {
  const own = ownOf(week);
  const back = own?.restarts ? own : null;
  const off = new Set([...(own?.offDates ?? []), ...offDates]);
  return {
    asOf,
    rules: [...(back?.rules.filter((rule) => rule.startsWith('adapt.return_')) ?? []), 'adapt.paused'],
    level: back?.level ?? null,
    restarts: back !== null,
    easyOnly: back?.easyOnly ?? false,
    offDates: week.days.map(({ date }) => date).filter((date) => off.has(date)),
    runs: [],
    highRiskUntil: back?.highRiskUntil ?? null,
  };
}

/**
 * A written week in which the days of a pause are rest; the week itself where none of them was to be run, and it was
 * to ask for as much as it does.
 * @param laidOut the week in the blueprint, these days resting already
 */
export function restWeek<Week extends PlannedWeek>(
  week: Week,
  { offDates, laidOut }: Pick<PausedDays, 'offDates'> & { laidOut: BlueprintWeek },
): Week {
  const isOff = ({ date, workoutType }: PlannedDay) =>
    offDates.has(date) && workoutType !== 'rest' && workoutType !== 'race';
  const isPaused = laidOut.adaptation?.rules.includes('adapt.paused') ?? false;
  if (!week.days.some(isOff) && !(isPaused && week.wantedMiles !== laidOut.wantedMiles)) return week;
  const days = week.days.map((day) => (isOff(day) ? restOf(day) : day));
  const training = days.filter(({ workoutType }) => workoutType !== 'race');
  const { targetMiles, wantedMiles, stretch } = laidOut;
  return {
    ...week,
    days,
    miles: sumMiles(days.map(({ miles }) => miles)),
    trainingMiles: sumMiles(training.map(({ miles }) => miles)),
    targetMiles,
    wantedMiles,
    stretch,
    notes: pausedNotes(week.notes, targetMiles),
  };
}

/** A week that nobody wrote before it was over: seven days of rest. */
export function unwrittenRestWeek(week: BlueprintWeek): PlannedWeek {
  const { weekNumber, phase, startDate, endDate, wantedMiles } = week;
  const days = week.days.map(({ date, dayNumber, outsidePlan }): PlannedDay => ({
    date,
    dayNumber,
    ...REST,
    notes: outsidePlan ? '' : REST_WORDS,
    locked: false,
    outsidePlan,
  }));
  const none = { miles: 0, trainingMiles: 0, targetMiles: 0, stretch: 1 };
  return { weekNumber, phase, startDate, endDate, ...none, wantedMiles, notes: [NOTE], days };
}

function restOf(day: PlannedDay): PlannedDay {
  return { ...day, ...REST, notes: REST_WORDS };
}

/** What shaped a week that is now all rest is of no interest any more. */
function pausedNotes(notes: readonly RuleNote[], targetMiles: number): RuleNote[] {
  return targetMiles === 0 ? [NOTE] : [...notes.filter(({ code }) => code !== NOTE.code), NOTE];
}

const REST = {
  workoutType: 'rest',
  miles: 0,
  warmup: [],
  workout: [],
  cooldown: [],
  alternative: null,
  workoutId: null,
} satisfies Partial<PlannedDay>;
