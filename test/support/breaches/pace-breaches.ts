import { formatPace } from '../../../src/coaching/pace.js';
import { laps } from '../plain-plans.js';
import { Mutant } from '../plan-mutations.js';
import { GOAL, PACES, THRESHOLD, withGoal, withWork, type Breach } from './breach.js';

const interval = formatPace(PACES.interval);

/** Of paces and how much of a run is work: rule K. */
export const PACE_BREACHES: Breach[] = [
  [
    'K.interval_pace',
    'repetitions too fast',
    [5, 4],
    () => withWork({ week: 5, day: 4, parts: [[0.25, formatPace(PACES.repetition - 5)]] }),
  ],
  [
    'K.interval_pace',
    'repetitions too slow',
    [5, 4],
    () => withWork({ week: 5, day: 4, parts: [[0.25, formatPace(PACES.interval + 25)]] }),
  ],
  [
    'K.repetition_long',
    'a repetition of a mile',
    [5, 4],
    () => withWork({ week: 5, day: 4, parts: [[1, interval]] }),
  ],
  [
    'K.recovery_lap_pace',
    'a paced recovery',
    [5, 4],
    () =>
      withWork({
        week: 5,
        day: 4,
        parts: [
          [0.25, interval],
          [0.1, '12:00'],
          [0.25, interval],
        ],
      }),
  ],
  [
    'K.recovery_lap_long',
    'a recovery longer than its repetition',
    [5, 4],
    () =>
      withWork({
        week: 5,
        day: 4,
        parts: [
          [0.25, interval],
          [0.25, null],
          [0.25, interval],
        ],
      }),
  ],
  [
    'K.interval_work',
    '9 % of the week',
    [5, 4],
    () =>
      withWork({
        week: 5,
        day: 4,
        parts: Array.from({ length: 6 }, () => [0.48, interval] as [number, string]),
      }),
  ],
  [
    'K.tempo_pace',
    'tempo too fast',
    [5, 2],
    () => withWork({ week: 5, day: 2, parts: [[1, formatPace(0.95 * PACES.threshold)]] }),
  ],
  [
    'K.tempo_pace',
    'tempo too slow',
    [5, 2],
    () =>
      withWork({
        week: 5,
        day: 2,
        parts: [[1, formatPace(Math.max(PACES.threshold, PACES.trainingGoalPace) + 6)]],
      }),
  ],
  [
    'K.tempo_work',
    '11 % of the week',
    [5, 2],
    () => withWork({ week: 5, day: 2, parts: [[3.5, THRESHOLD]] }),
  ],
  [
    'K.goal_pace_phase',
    'goal pace in a long run of the build',
    [10, 6],
    () =>
      withWork({
        week: 10,
        day: 6,
        parts: [
          [2, null],
          [3, GOAL],
        ],
      }),
  ],
  [
    'K.goal_pace_share',
    'half the long run at goal pace',
    [12, 6],
    () =>
      withWork({
        week: 12,
        day: 6,
        parts: [
          [2, null],
          [8, GOAL],
        ],
      }),
  ],
  [
    'K.long_run_pace',
    'a long run at threshold pace',
    [12, 6],
    () =>
      withWork({
        week: 12,
        day: 6,
        parts: [
          [2, null],
          [3, THRESHOLD],
        ],
      }),
  ],
  [
    'K.easy_pace',
    'an easy run at goal pace',
    [3, 2],
    () => withWork({ week: 3, day: 2, parts: [[2, GOAL]] }),
  ],
  ['K.easy_pace', 'a fast shakeout', [16, 5], () => withWork({ week: 16, day: 5, parts: [[1, THRESHOLD]] })],
  [
    'K.race_pace',
    'another goal in the race',
    [16, 7],
    () =>
      withGoal((mutant) => {
        mutant.day(16, 7).workout = laps([[26.22, '9:30']]);
      }),
  ],
  [
    'K.race_pace',
    'no goal in the race',
    [16, 7],
    () =>
      withGoal((mutant) => {
        mutant.day(16, 7).workout = laps([[26.22, null]]);
      }),
  ],
  [
    'K.run_walk_unsaid',
    'a runner slower than 15:00 not told to walk',
    [2, 2],
    () => {
      const mutant = Mutant.of(5).change((plan) => {
        plan.inputs = { ...plan.inputs, fiveKPace: 800 };
      });
      mutant.day(2, 2).notes = 'An easy run.';
      return mutant;
    },
  ],
  [
    'K.realism',
    'a goal out of reach',
    [],
    () =>
      Mutant.of(1).change((plan) => {
        plan.inputs = { ...plan.inputs, goalTimeSeconds: 7140 };
      }),
  ],
];
