import { Mutant } from '../plan-mutations.js';
import { THRESHOLD, type Breach } from './breach.js';

/** Of sums and of load from week to week: rule C. */
export const PROGRESSION_BREACHES: Breach[] = [
  [
    'C.day_total',
    'a day of more than its laps',
    [5, 2],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(5, 2).miles += 0.5;
      return mutant;
    },
  ],
  [
    'C.week_total',
    'a week of more than its days',
    [5],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(5).miles += 1;
      return mutant;
    },
  ],
  [
    'C.week_total',
    'the race counted as training',
    [16],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(16).trainingMiles = mutant.week(16).miles;
      return mutant;
    },
  ],
  [
    'C.target_not_met',
    'half a mile over the target',
    [5],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(5).targetMiles -= 0.5;
      return mutant;
    },
  ],
  ['C.half_miles', 'a day of 4.3 miles', [5, 3], () => Mutant.of(1).run(5, 3, 'easy', 4.3)],
  [
    'C.half_miles',
    'a target in quarter miles',
    [5],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(5).targetMiles += 0.25;
      return mutant;
    },
  ],
  ['C.start_level', 'a first week over the baseline', [1], () => Mutant.of(1).run(1, 2, 'easy', 5)],
  ['C.start_level', 'a first week under the baseline', [1], () => Mutant.of(1).run(1, 2, 'easy', 4)],
  [
    'C.start_level',
    'a first full week over the baseline',
    [2],
    () => Mutant.of(2).run(2, 7, 'recovery', 2.5),
  ],
  [
    'C.week_cap',
    'half a mile over a cap',
    [13],
    () =>
      Mutant.of(1).change((plan) => {
        const most = plan.weeks[12]?.trainingMiles ?? 0;
        plan.inputs = { ...plan.inputs, settings: { mostMiles: most - 0.5 } };
      }),
  ],
  [
    'C.peak_target_exceeded',
    'half a mile over the peak target',
    [13],
    () => Mutant.of(1).run(13, 7, 'recovery', 6),
  ],
  [
    'C.peak_target_missed',
    'a peak week under the target',
    [13],
    () => Mutant.of(1).run(13, 6, 'long_run', 15),
  ],
  [
    'C.rise_over_10_percent',
    '25 to 28 miles',
    [2],
    () => Mutant.of(1).run(2, 4, 'easy', 5).run(2, 7, 'recovery', 4),
  ],
  ['C.recovery_left_out', 'no recovery week', [4], () => Mutant.of(1).copy(3, 4)],
  ['C.recovery_left_out', 'none in a peak of five weeks', [8], () => Mutant.of(1).copy(7, 8)],
  [
    'C.recovery_band',
    '86 % of the week before',
    [4],
    () => Mutant.of(1).run(4, 2, 'easy', 5).run(4, 3, 'easy', 5),
  ],
  ['C.recovery_band', '70 % of the week before', [4], () => Mutant.of(1).run(4, 6, 'long_run', 5)],
  ['C.recovery_twice', 'two in a row', [9], () => Mutant.of(1).copy(8, 9)],
  ['C.taper_cut_too_small', '83 % of the week before', [14], () => Mutant.of(1).run(14, 6, 'long_run', 13)],
  [
    'C.race_week_cut_too_small',
    'a long race week',
    [16],
    () => Mutant.of(1).run(16, 2, 'easy', 8).run(16, 3, 'easy', 8),
  ],
  ['C.flat_growth', 'a rise of 4 %', [2], () => Mutant.of(1).run(2, 6, 'long_run', 8)],
  ['C.below_hold', 'under the week before', [3], () => Mutant.of(1).run(3, 6, 'long_run', 7.5)],
  ['C.rise_too_early', 'the peak target in week 9', [9], () => Mutant.of(1).run(9, 6, 'long_run', 21.5)],
  ['C.recovery_share', '83 % of the week before', [8], () => Mutant.of(1).run(8, 7, 'recovery', 5)],
  [
    'C.taper_cut_deep',
    'half of the week before',
    [15],
    () => Mutant.of(1).run(15, 2, 'rest').run(15, 4, 'rest'),
  ],
  ['C.taper_share', '79 % where 75 % is due', [15], () => Mutant.of(1).run(15, 6, 'long_run', 10)],
  ['C.race_week_share', 'more than 40 % of the peak', [16], () => Mutant.of(1).run(16, 2, 'easy', 6.5)],
  [
    'C.easy_share',
    'four weeks of fast easy runs',
    [13],
    () => {
      const mutant = Mutant.of(1);
      for (const week of mutant.plan.weeks.slice(9, 13)) {
        for (const day of week.days) for (const lap of day.workout) lap.paceGoal = THRESHOLD;
      }
      return mutant;
    },
  ],
];
