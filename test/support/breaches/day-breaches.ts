import { laps } from '../plain-plans.js';
import { Mutant } from '../plan-mutations.js';
import type { Breach } from './breach.js';

/** Of the week’s days and their types, ranges and weekdays: rules D, I, J, E and F. */
export const DAY_BREACHES: Breach[] = [
  ['D.day_before_race', 'a shakeout no one asked for', [16, 6], () => Mutant.of(1).run(16, 6, 'shakeout', 2)],
  ['D.shakeout', 'no shakeout', [16, 5], () => Mutant.of(1).run(16, 5, 'rest')],
  ['D.shakeout', 'a shakeout of 4.5 miles', [16, 5], () => Mutant.of(1).run(16, 5, 'shakeout', 4.5)],
  ['D.hard_before_race', 'tempo in race week', [16, 3], () => Mutant.of(1).run(16, 3, 'tempo', 5)],
  [
    'D.hard_before_race',
    'a long run two days before a Monday race',
    [3, 4],
    () => Mutant.of(4).run(3, 4, 'long_run', 7.5),
  ],
  ['I.race_day', 'no race', [16, 7], () => Mutant.of(1).run(16, 7, 'rest')],
  ['I.race_day', 'a second race', [5, 6], () => Mutant.of(1).run(5, 6, 'race')],
  [
    'I.race_distance',
    'a half for a marathon',
    [16, 7],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(16, 7).workout = laps([[13.11, null]]);
      return mutant;
    },
  ],
  ['I.after_race', 'a run after the race', [10, 6], () => Mutant.of(7).run(10, 6, 'recovery', 2)],

  [
    'J.rest_miles',
    'miles on a rest day',
    [3, 1],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(3, 1).miles = 2;
      return mutant;
    },
  ],
  [
    'J.run_without_miles',
    'a run of no miles',
    [3, 2],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(3, 2).miles = 0;
      return mutant;
    },
  ],
  [
    'J.day_type',
    'a type that is none',
    [3, 2],
    () => {
      const mutant = Mutant.of(1);
      Object.assign(mutant.day(3, 2), { workoutType: 'fartlek' });
      return mutant;
    },
  ],
  [
    'E.above_range',
    '6 easy miles without stretch',
    [3, 2],
    () => Mutant.of(1).run(3, 2, 'easy', 6).run(3, 3, 'easy', 4),
  ],
  [
    'E.above_range',
    'more than the week stretches to',
    [11, 3],
    () => Mutant.of(1).run(11, 3, 'easy', 8).run(11, 2, 'tempo', 8.5),
  ],
  [
    'E.above_range',
    'a first long run over 12 without stretch',
    [1, 6],
    () =>
      Mutant.of(1).run(1, 6, 'long_run', 12.5).run(1, 2, 'easy', 3).run(1, 3, 'easy', 3).run(1, 4, 'easy', 3),
  ],
  ['E.below_floor', 'an easy run of 2.5 miles', [3, 2], () => Mutant.of(1).run(3, 2, 'easy', 2.5)],
  ['E.below_floor', 'a long run of 3.5 miles', [10, 6], () => Mutant.of(8).run(10, 6, 'long_run', 3.5)],
  [
    'E.longer_than_long_run',
    'intervals longer than the long run',
    [14, 3],
    () => Mutant.of(3).run(14, 6, 'long_run', 12.5),
  ],
  [
    'E.stretch',
    'more stretch than needed',
    [11],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(11).stretch = 1.6;
      return mutant;
    },
  ],
  [
    'E.stretch',
    'a touched week stretched beyond all before',
    [9],
    () => {
      const mutant = Mutant.of(7);
      mutant.week(9).stretch = 2.4;
      return mutant;
    },
  ],
  [
    'E.stretch_unsaid',
    'a stretched week that does not say so',
    [11],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(11).notes = [];
      return mutant;
    },
  ],
  ['E.first_long_run', 'a first long run of 5 miles', [1, 6], () => Mutant.of(1).run(1, 6, 'long_run', 5)],
  ['E.long_run_missing', 'no long run', [3], () => Mutant.of(1).run(3, 6, 'easy', 5)],
  [
    'E.long_run_not_cut',
    'a long run as before in a recovery week',
    [4, 6],
    () => Mutant.of(1).run(4, 6, 'long_run', 10),
  ],
  [
    'E.no_long_run_30_days',
    'five weeks without',
    [5],
    () => {
      const mutant = Mutant.of(1);
      for (const week of [1, 2, 3, 4, 5]) mutant.run(week, 6, 'easy', 5);
      return mutant;
    },
  ],

  [
    'F.preferred_days',
    'one preferred day',
    [],
    () =>
      Mutant.of(1).change((plan) => {
        plan.inputs = { ...plan.inputs, preferredDays: [3] };
      }),
  ],
  ['F.not_preferred', 'a run on a Monday', [3, 1], () => Mutant.of(1).run(3, 1, 'recovery', 2)],
  [
    'F.no_rest_day',
    'seven running days',
    [3],
    () => Mutant.of(1).run(3, 1, 'recovery', 2).run(3, 5, 'recovery', 2),
  ],
  ['F.preferred_day_rests', 'a preferred Tuesday at rest', [3, 2], () => Mutant.of(1).run(3, 2, 'rest')],
  [
    'F.weekday_pattern',
    'one quality day on Thursday, not Wednesday',
    [8],
    () => Mutant.of(1).run(8, 4, 'intervals', 6).run(8, 3, 'easy', 5),
  ],
  [
    'F.weekday_pattern',
    'the long run on Sunday',
    [3, 7],
    () => Mutant.of(1).run(3, 7, 'long_run', 10).run(3, 6, 'easy', 4),
  ],
  ['F.weekday_pattern', 'an easy day after the long run', [3, 7], () => Mutant.of(1).run(3, 7, 'easy', 4)],
];
