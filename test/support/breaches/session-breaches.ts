import { Mutant } from '../plan-mutations.js';
import { GOAL, withWork, type Breach } from './breach.js';

/** Of hard days, long runs and variety: rule S. */
export const SESSION_BREACHES: Breach[] = [
  [
    'S.hard_neighbours',
    'tempo, then intervals',
    [5, 3],
    () => Mutant.of(1).run(5, 3, 'intervals', 5).run(5, 4, 'easy', 6),
  ],
  [
    'S.hard_neighbours',
    'a Monday after a Sunday long run',
    [7, 1],
    () => Mutant.of(6).run(6, 7, 'long_run', 19.5).run(6, 6, 'easy', 7.5).run(7, 1, 'tempo', 7.5),
  ],
  [
    'S.spike',
    'a long run of 9.5 miles after one of 8',
    [2, 6],
    () => Mutant.of(1).run(2, 6, 'long_run', 9.5),
  ],
  ['S.long_run_cap', 'a long run over three hours', [13, 6], () => Mutant.of(1).run(13, 6, 'long_run', 17.5)],
  [
    'S.long_run_share',
    'a long run of 42 % on five days',
    [1, 6],
    () => Mutant.of(1).run(1, 6, 'long_run', 12),
  ],
  [
    'S.day_ceiling',
    'a tempo run over two hours',
    [5, 3],
    () => Mutant.of(3).run(5, 3, 'tempo', 13.5).run(5, 6, 'long_run', 19),
  ],
  ['S.quality_count', 'tempo in the base', [3], () => Mutant.of(1).run(3, 3, 'tempo', 5)],
  [
    'S.quality_count',
    'two in a recovery week',
    [8],
    () => Mutant.of(1).run(8, 2, 'tempo', 5).run(8, 4, 'intervals', 6).run(8, 3, 'easy', 5),
  ],
  ['S.quality_count', 'two under 25 miles', [11], () => Mutant.of(2).run(11, 2, 'intervals', 5)],
  ['S.quality_count', 'one under 12 miles', [5], () => Mutant.of(5).run(5, 4, 'tempo', 4)],
  [
    'S.quality_count',
    'goal pace on top of two quality days',
    [12],
    () =>
      withWork({
        week: 12,
        day: 6,
        parts: [
          [2, null],
          [3, GOAL],
        ],
      }),
  ],
  ['S.two_long_runs', 'two long runs', [3, 6], () => Mutant.of(1).run(3, 3, 'long_run', 5)],
  [
    'S.quality_missing',
    'no quality in the build',
    [5],
    () => Mutant.of(1).run(5, 2, 'easy', 5).run(5, 4, 'easy', 5),
  ],
  ['S.quality_alternates', 'tempo twice', [5], () => Mutant.of(1).run(5, 4, 'tempo', 6)],
  [
    'S.same_sessions',
    'the same week again',
    [2],
    () => {
      const mutant = Mutant.of(3);
      for (const [position, day] of mutant.week(2).days.entries())
        day.workoutId = mutant.week(1).days[position]?.workoutId ?? null;
      return mutant;
    },
  ],
  [
    'S.few_workouts',
    'one workout for all quality days',
    [],
    () => {
      const mutant = Mutant.of(1);
      for (const { days } of mutant.plan.weeks) for (const day of days) day.workoutId = 'always';
      return mutant;
    },
  ],
];
