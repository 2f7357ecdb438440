import { askedBeforeRace } from '../days-before-race.js';
import type { TuneUpRace } from '../model.js';
import type { AuditContext } from './context.js';
import type { DayFacts } from './facts.js';
import { finding, type Finding } from './finding.js';
import { hundredths, sumMiles } from './half-mile.js';

/** Laps of a race may round its length lap by lap. */
const RACE_TOLERANCE_HUNDREDTHS = 5;

/** Rules D and I: the race, the days after it and the six before. */
export function auditRace(context: AuditContext): Finding[] {
  return context.judged.days.flatMap((day) => {
    const type = day.day.workoutType;
    if (day.daysToRace === 0) return auditRaceDay(context, day);
    if (day.tuneUp) return auditTuneUpDay(day, day.tuneUp);
    if (type === 'race') {
      return [
        finding('I.race_day', day, { expected: `the race on ${context.inputs.raceDate}`, actual: 'a race' }),
      ];
    }
    if (day.daysToRace < 0) {
      return type === 'rest' ? [] : [finding('I.after_race', day, { expected: 'rest', actual: type })];
    }
    if (day.nearTuneUp && day.hard) {
      return [finding('S.near_tune_up', day, { expected: 'easy, recovery or rest', actual: type })];
    }
    return auditDayBefore(day);
  });
}

/** Two easy days on either side are told of those days; here the race itself. */
function auditTuneUpDay(facts: DayFacts, { distanceMiles }: TuneUpRace): Finding[] {
  const { workoutType, workout } = facts.day;
  const expected = `a tune-up race of ${distanceMiles.toFixed(2)} miles`;
  if (workoutType !== 'race') return [finding('I.tune_up_race', facts, { expected, actual: workoutType })];
  const miles = sumMiles(workout.map((lap) => lap.distanceMiles));
  if (Math.abs(hundredths(miles) - hundredths(distanceMiles)) <= RACE_TOLERANCE_HUNDREDTHS) return [];
  return [finding('I.tune_up_race', facts, { expected, actual: `${miles}` })];
}

function auditRaceDay(context: AuditContext, facts: DayFacts): Finding[] {
  const { day } = facts;
  if (day.workoutType !== 'race') {
    return [finding('I.race_day', facts, { expected: 'the race', actual: day.workoutType })];
  }
  const miles = sumMiles(day.workout.map((lap) => lap.distanceMiles));
  const off = Math.abs(hundredths(miles) - hundredths(context.inputs.raceDistanceMiles));
  if (off <= RACE_TOLERANCE_HUNDREDTHS) return [];
  const expected = `${context.inputs.raceDistanceMiles.toFixed(2)} miles`;
  return [finding('I.race_distance', facts, { expected, actual: `${miles}` })];
}

function auditDayBefore(facts: DayFacts): Finding[] {
  const { workoutType, miles } = facts.day;
  const asked = askedBeforeRace(facts.day, facts);
  if (!asked) return [];
  return [
    finding(asked.code, facts, { expected: asked.expected, actual: `${workoutType} of ${miles} miles` }),
  ];
}
