import { addDays } from '../../src/coaching/calendar.js';
import type { AdaptationRule, DayNumber, DayType, WeekAdaptation } from '../../src/coaching/model.js';
import { Mutant } from './plan-mutations.js';

type Runs = Partial<Record<DayNumber, [type: DayType, miles: number]>>;

/** A golden plan whose weeks are lowered by hand, as adaptation asks, and then broken one rule at a time. */
export class AdaptedMutant extends Mutant {
  readonly adaptations = new Map<number, WeekAdaptation>();

  static override of(example: number): AdaptedMutant {
    const mutant = new AdaptedMutant(Mutant.of(example).plan);
    mutant.plan.adaptations = mutant.adaptations;
    return mutant;
  }

  /** Says of a week what it was adapted to, on its Monday unless told otherwise, and notes it. */
  adapt(weekNumber: number, rules: AdaptationRule[], of: Partial<WeekAdaptation> = {}): this {
    const week = this.week(weekNumber);
    this.adaptations.set(weekNumber, {
      asOf: week.startDate,
      rules,
      level: null,
      restarts: false,
      easyOnly: false,
      offDates: [],
      runs: [],
      highRiskUntil: null,
      ...of,
    });
    for (const code of rules) week.notes.push({ rule: 'C', code, text: 'Told to the athlete.' });
    return this;
  }

  /** The dates of some weekdays of a week. */
  dates(weekNumber: number, dayNumbers: readonly DayNumber[]): string[] {
    return dayNumbers.map((dayNumber) => addDays(this.week(weekNumber).startDate, dayNumber - 1));
  }

  /** Lays a week without stretch: these runs, and rest on the other days but the race. */
  lay(weekNumber: number, runs: Runs): this {
    this.week(weekNumber).stretch = 1;
    for (const { dayNumber, workoutType } of this.week(weekNumber).days) {
      const [type, miles] = runs[dayNumber] ?? ['rest', 0];
      if (workoutType !== 'race') this.run(weekNumber, dayNumber, type, miles);
    }
    return this;
  }

  /** Makes days of a week rest that passed while the plan was paused; the rest of it stays as it was laid. */
  pause(weekNumber: number, dayNumbers: readonly DayNumber[]): this {
    const { wantedMiles } = this.week(weekNumber);
    for (const dayNumber of dayNumbers) this.run(weekNumber, dayNumber, 'rest');
    if (dayNumbers.length === 7) this.week(weekNumber).stretch = 1;
    this.week(weekNumber).wantedMiles = wantedMiles;
    const asOf = addDays(this.week(weekNumber).startDate, 7);
    return this.adapt(weekNumber, ['adapt.paused'], { asOf, offDates: this.dates(weekNumber, dayNumbers) });
  }

  /** Weeks written up to this one, as a plan that grows week by week has them. */
  until(weekNumber: number): this {
    this.plan.weeks.splice(weekNumber);
    for (const number of this.adaptations.keys()) if (number > weekNumber) this.adaptations.delete(number);
    return this.follow(weekNumber);
  }
}

/** Weeks that lie a step behind the drawn ones: each has the miles of the one before, recovery cut to fit. */
function stepBehind(mutant: AdaptedMutant): AdaptedMutant {
  mutant.copy(11, 12).copy(10, 11).copy(9, 10).copy(7, 9);
  for (const week of [9, 10, 11, 12]) mutant.adapt(week, ['adapt.follows']);
  return mutant;
}

/** Over a third of week 5 missed: week 6 holds at its 31.5 miles, the weeks after lie a step behind. */
export function heldPlan(): AdaptedMutant {
  const mutant = stepBehind(AdaptedMutant.of(1)).copy(6, 7).copy(5, 6);
  return mutant
    .lay(8, {
      2: ['easy', 4.5],
      3: ['intervals', 6],
      4: ['easy', 4.5],
      6: ['long_run', 9],
      7: ['recovery', 3.5],
    })
    .adapt(6, ['adapt.missed'], { level: 31.5 })
    .adapt(7, ['adapt.follows'])
    .adapt(8, ['adapt.follows']);
}

/** Week 6 passes while the plan is paused; week 7 rises over what was before. */
export function pausedPlan(): AdaptedMutant {
  const mutant = heldPlan();
  mutant.week(6).notes = [];
  return mutant.pause(6, [1, 2, 3, 4, 5, 6, 7]);
}

/**
 * In week 10 Wednesday to Friday and Sunday pass while the plan is paused: of a week of 40.5 miles a long run and a
 * tempo run with 3.5 miles of work are left, more than two such days would carry.
 */
export function partlyPausedPlan(): AdaptedMutant {
  const mutant = heldPlan().until(10).pause(10, [3, 4, 5, 7]);
  const tempo = mutant.day(10, 2);
  const [work, rest] = tempo.workout;
  if (!work || !rest) throw new Error('No tempo run in week 10');
  rest.distanceMiles -= 2.5;
  work.distanceMiles += 2.5;
  return mutant;
}

/** Saturday and Sunday of week 7 off: three of five days are left of 37.5 miles. */
export function timeOffPlan(): AdaptedMutant {
  const mutant = stepBehind(AdaptedMutant.of(1));
  return mutant
    .lay(7, { 2: ['tempo', 6.5], 3: ['easy', 5], 4: ['long_run', 11] })
    .lay(8, {
      2: ['easy', 3.5],
      3: ['easy', 3.5],
      4: ['easy', 3],
      6: ['long_run', 5.5],
      7: ['recovery', 2.5],
    })
    .adapt(7, ['adapt.time_off'], { offDates: mutant.dates(7, [6, 7]) })
    .adapt(8, ['adapt.follows']);
}

/** Back in week 6 from 16 days off, to 16 miles; recovery in week 8, the third since. */
export function returnedPlan(): AdaptedMutant {
  const mutant = AdaptedMutant.of(1);
  const asOf = mutant.week(6).startDate;
  const runs = [
    { date: addDays(asOf, -17), miles: 4.01 },
    { date: addDays(asOf, -22), miles: 3 },
  ];
  mutant
    .lay(6, training('easy', 3, 3, 3, 5, 2))
    .lay(7, training('easy', 3.5, 3.5, 3, 5.5, 2))
    .lay(8, {
      2: ['recovery', 2.5],
      3: ['easy', 3],
      4: ['recovery', 2.5],
      6: ['long_run', 4],
      7: ['recovery', 2],
    })
    .lay(9, training('tempo', 3.5, 4, 3.5, 6, 2))
    .lay(10, training('intervals', 4, 4, 4, 6, 2.5))
    .lay(11, training('tempo', 4.5, 4.5, 4, 7, 2.5))
    .lay(12, training('intervals', 5, 5, 4.5, 7.5, 2.5))
    .lay(13, training('tempo', 5, 5, 5, 8, 3.5))
    .lay(14, training('intervals', 4.5, 4, 4, 5.5, 3))
    .lay(15, training('easy', 3, 3, 3, 5, 2))
    .lay(16, { 2: ['easy', 3], 3: ['easy', 3], 4: ['easy', 3], 5: ['shakeout', 3] })
    .adapt(6, ['adapt.return_14'], { asOf, runs, level: 16, restarts: true, highRiskUntil: 13 });
  for (let week = 7; week <= 16; week += 1) mutant.adapt(week, ['adapt.follows'], { asOf, runs });
  return mutant;
}

/** Back in week 6 from five weeks off, to 12 easy miles; written up to the recovery week 8. */
export function easyReturnPlan(): AdaptedMutant {
  const mutant = AdaptedMutant.of(1);
  const asOf = mutant.week(6).startDate;
  // Nothing on record says that nobody reports; a day of no miles, that nothing was run.
  const told = { asOf, runs: [{ date: addDays(asOf, -1), miles: 0 }] };
  mutant
    .lay(6, {
      2: ['recovery', 2],
      3: ['recovery', 2],
      4: ['recovery', 2],
      6: ['easy', 4],
      7: ['recovery', 2],
    })
    .lay(7, {
      2: ['recovery', 2],
      3: ['recovery', 2],
      4: ['recovery', 2],
      6: ['long_run', 4.5],
      7: ['recovery', 2.5],
    })
    .lay(8, { 2: ['recovery', 2.5], 4: ['recovery', 2], 6: ['long_run', 4], 7: ['recovery', 2] })
    .adapt(6, ['adapt.return_28'], {
      ...told,
      level: 12.5,
      restarts: true,
      easyOnly: true,
      highRiskUntil: 13,
    });
  return mutant.adapt(7, ['adapt.follows'], told).adapt(8, ['adapt.follows'], told).until(8);
}

/** Runs on Tuesday to Thursday, that of Wednesday of one type, a long run and a recovery run at the weekend. */
function training(wednesday: DayType, ...miles: [number, number, number, number, number]): Runs {
  const [second, third, fourth, long, sunday] = miles;
  return {
    2: ['easy', second],
    3: [wednesday, third],
    4: ['easy', fourth],
    6: ['long_run', long],
    7: ['recovery', sunday],
  };
}
