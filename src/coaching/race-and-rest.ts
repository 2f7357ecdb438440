import { predictedSeconds } from './fitness.js';
import { toHundredths, toMiles } from './hundredths.js';
import type { BlueprintDay, PlannedDay } from './model.js';
import { formatPace } from './pace.js';
import { seededChoice } from './seeded.js';
import type { WeekFrame } from './week-frame.js';

const REST_NOTES = [
  'Rest. The work of the last days turns into fitness while you do nothing with it.',
  'Rest day: sleep, eat well, and let your legs be. A walk is fine if you want to move.',
  'No running today. Rest is part of the plan, not a gap in it.',
  'Rest. If something has been sore, this is the day it gets its chance to settle.',
  'Day off. Gentle mobility or a stroll is welcome; anything that leaves you tired is not.',
] as const;

/** A day without a run: three empty lists of laps. */
export function restDay(day: BlueprintDay, { week }: WeekFrame): PlannedDay {
  return {
    ...emptyDay(day),
    workoutType: 'rest',
    notes: day.outsidePlan ? '' : restNotes(day, week.days),
  };
}

/**
 * Race day: the race as one lap at the goal that was entered, with the prediction beside it in the notes; a tune-up
 * race at what today's fitness gives over its distance.
 */
export function raceDay(day: BlueprintDay, frame: WeekFrame): PlannedDay {
  const { paces, tuneUp } = frame;
  if (tuneUp && tuneUp.date === day.date) {
    const pace = predictedSeconds(paces.score, tuneUp.distanceMiles) / tuneUp.distanceMiles;
    return raceOf(day, { ...tuneUp, pace, notes: tuneUpNotes(formatPace(pace)) });
  }
  const pace = paces.goalRacePace ?? paces.predictedRacePace;
  return raceOf(day, { distanceMiles: frame.raceDistanceMiles, pace, notes: raceNotes(frame) });
}

function raceOf(
  day: BlueprintDay,
  { distanceMiles, pace, notes }: { distanceMiles: number; pace: number; notes: string },
): PlannedDay {
  const miles = toMiles(toHundredths(distanceMiles));
  return {
    ...emptyDay(day),
    workoutType: 'race',
    miles,
    workout: [{ lapIndex: 1, distanceMiles: miles, paceGoal: formatPace(pace) }],
    notes,
  };
}

function emptyDay(day: BlueprintDay): PlannedDay {
  return {
    date: day.date,
    dayNumber: day.dayNumber,
    workoutType: day.type,
    miles: 0,
    warmup: [],
    workout: [],
    cooldown: [],
    notes: '',
    alternative: null,
    workoutId: null,
    locked: false,
    outsidePlan: day.outsidePlan,
  };
}

function restNotes(day: BlueprintDay, days: readonly BlueprintDay[]): string {
  const tomorrow = days.find(({ dayNumber }) => dayNumber === day.dayNumber + 1);
  if (tomorrow?.type === 'race') {
    return 'Rest before the race. Lay out your kit, eat what you know, stay off your feet, and go to bed in time.';
  }
  if (days.some(({ type, dayNumber }) => type === 'race' && dayNumber < day.dayNumber)) {
    return 'Rest and recover from the race. Walk a little, eat, sleep, and be pleased with yourself.';
  }
  return seededChoice(REST_NOTES, day.date);
}

function tuneUpNotes(pace: string): string {
  return (
    `Tune-up race: a hard run in company that shows where you stand. Today's fitness predicts ${pace} per mile. ` +
    'Warm up as you will for the race you train for, rehearse kit, food and pacing, and start no faster than this. ' +
    'It stands for the long run and a quality day of the week; two easy days follow.'
  );
}

function raceNotes({ paces }: WeekFrame): string {
  const predicted = formatPace(paces.predictedRacePace);
  const goal = paces.goalRacePace === null ? null : formatPace(paces.goalRacePace);
  const aim = goal
    ? `Race day. Your goal is ${goal} per mile; today's fitness predicts ${predicted} per mile.`
    : `Race day. Today's fitness predicts ${predicted} per mile.`;
  return (
    `${aim} Warm up as you are used to. Start no faster than ${formatPace(paces.trainingGoalPace)}, settle in, ` +
    'judge it again at half way, and spend what is left in the last quarter.'
  );
}
