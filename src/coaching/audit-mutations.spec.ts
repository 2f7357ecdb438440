// over 300 lines because each mutation of the generator is a case of its own, and they are read as one table
import { describe, expect, it } from 'vitest';
import { laps } from '../../test/support/plain-plans.js';
import { Mutant } from '../../test/support/plan-mutations.js';
import { auditPlan } from './audit.js';
import type { DayNumber, DayType, Lap, PhaseName } from './model.js';
import { planPaces } from './goal.js';
import { formatPace } from './pace.js';
import { FINDING_CATALOGUE, type FindingCode } from './rules.js';

/** Where the breach must be found: nowhere in particular, in a week, or on a day of it. */
type At = [] | [weekNumber: number] | [weekNumber: number, dayNumber: DayNumber];
type Case = [code: FindingCode, breach: string, at: At, make: () => Mutant];

const phase = (mutant: Mutant, name: PhaseName) => {
  const found = mutant.plan.phases.find((each) => each.name === name);
  if (!found) throw new Error(`No phase ${name}`);
  return found;
};

/** Gives the first example's runner a workout of these laps on a day, as long as it was. */
function withWork(of: { week: number; day: DayNumber; parts: [number, string | null][]; example?: number }) {
  const mutant = Mutant.of(of.example ?? 1);
  const day = mutant.day(of.week, of.day);
  const side = day.warmup.length + day.cooldown.length;
  const rest = day.miles - side - of.parts.reduce((sum, [miles]) => sum + miles, 0);
  day.workout = laps([...of.parts, [rest, null]]);
  return mutant;
}

const paces = planPaces(Mutant.of(1).plan.inputs, { taperWeeks: 3 });
const interval = formatPace(paces.interval);
const threshold = formatPace(paces.threshold);
const goal = formatPace(paces.trainingGoalPace);

const CASES: Case[] = [
  // Rule A
  ['A.phase_order', 'build before base', [], () => Mutant.of(1).change((plan) => plan.phases.reverse())],
  [
    'A.phase_empty',
    'no taper',
    [],
    () =>
      Mutant.of(1).change((plan) =>
        plan.phases.forEach((p) => (p.weekCount = p.name === 'taper' ? 0 : p.weekCount)),
      ),
  ],
  [
    'A.phase_split',
    'a week of base called build',
    [],
    () => {
      const mutant = Mutant.of(1);
      phase(mutant, 'base').weekCount -= 1;
      phase(mutant, 'build').weekCount += 1;
      return mutant;
    },
  ],
  [
    'A.phase_split',
    'other weeks than staff set',
    [],
    () =>
      Mutant.of(1).change((plan) => {
        plan.inputs = { ...plan.inputs, phases: { base: 5, build: 5, peak: 3, taper: 3 } };
      }),
  ],
  [
    'A.phase_sum',
    'a week too many',
    [],
    () => {
      const mutant = Mutant.of(1);
      phase(mutant, 'peak').weekCount += 1;
      return mutant;
    },
  ],
  [
    'A.week_phase',
    'week 5 called base',
    [5],
    () =>
      Mutant.of(1).change((plan) => {
        const week = plan.weeks[4];
        if (week) week.phase = 'base';
      }),
  ],

  // Rules B and H
  ['B.week_numbers', 'week 6 left out', [7], () => Mutant.of(1).change((plan) => plan.weeks.splice(5, 1))],
  [
    'B.week_dates',
    'week 3 a day late',
    [3],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(3).startDate = '2026-01-20';
      return mutant;
    },
  ],
  [
    'B.seven_days',
    'no Sunday',
    [3],
    () => {
      const mutant = Mutant.of(1);
      mutant.week(3).days.pop();
      return mutant;
    },
  ],
  [
    'B.day_date',
    'Thursday dated Wednesday',
    [3, 4],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(3, 4).date = '2026-01-21';
      return mutant;
    },
  ],
  [
    'B.inputs',
    'a race in 60 weeks',
    [],
    () =>
      Mutant.of(1).change((plan) => {
        plan.inputs = { ...plan.inputs, raceDate: '2027-02-28' };
      }),
  ],
  [
    'H.outside_plan',
    'a day before the start counted in',
    [1, 1],
    () => {
      const mutant = Mutant.of(2);
      mutant.day(1, 1).outsidePlan = false;
      return mutant;
    },
  ],
  ['H.run_before_start', 'a run before the start', [1, 2], () => Mutant.of(2).run(1, 2, 'easy', 4)],
  ['H.part_week_hard', 'a long run in a part week', [1, 6], () => Mutant.of(2).run(1, 6, 'long_run', 4)],
  ['H.part_week_target', 'more than the days left carry', [1], () => Mutant.of(2).run(1, 4, 'easy', 5)],
  ['H.part_week_target', 'less than the days left carry', [1], () => Mutant.of(2).run(1, 4, 'easy', 3)],

  // Rule C
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
    'C.phase_total',
    'a phase of less than its weeks',
    [],
    () => {
      const mutant = Mutant.of(1);
      phase(mutant, 'build').totalMiles -= 1;
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
        for (const day of week.days) for (const lap of day.workout) lap.paceGoal = threshold;
      }
      return mutant;
    },
  ],

  // Rules D and I
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

  // Rules E and J
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

  // Rule F
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

  // Rule G
  [
    'G.lap_index',
    'laps from 2',
    [3, 2],
    () => withLaps('warmup', [{ lapIndex: 2, distanceMiles: 1, paceGoal: null }]),
  ],
  [
    'G.lap_distance',
    'thousandths of a mile',
    [3, 2],
    () => withLaps('workout', [{ lapIndex: 1, distanceMiles: 2.995, paceGoal: null }]),
  ],
  [
    'G.lap_distance',
    'a lap of no length',
    [3, 2],
    () => withLaps('workout', laps([[3, null]]).concat({ lapIndex: 2, distanceMiles: 0, paceGoal: null })),
  ],
  ['G.lap_pace', 'a pace in words', [3, 2], () => withLaps('workout', laps([[3, 'easy']]))],
  ['G.lap_pace', 'a pace of 9:60', [3, 2], () => withLaps('workout', laps([[3, '9:60']]))],
  ['G.side_missing', 'no cooldown', [3, 2], () => withLaps('cooldown', [])],
  ['G.side_lap', 'a warmup lap of 1.2 miles', [3, 2], () => withLaps('warmup', laps([[1.2, null]]))],
  ['G.side_lap', 'a paced warmup', [3, 2], () => withLaps('warmup', laps([[1, '11:00']]))],
  [
    'G.side_total',
    'a warmup of 2.5 miles',
    [3, 2],
    () =>
      withLaps(
        'warmup',
        laps([
          [1, null],
          [1, null],
          [0.5, null],
        ]),
      ),
  ],
  ['G.workout_short', 'an easy workout of 1.5 miles', [3, 2], () => withLaps('workout', laps([[1.5, null]]))],
  [
    'G.rest_laps',
    'laps on a rest day',
    [3, 1],
    () => {
      const mutant = Mutant.of(1);
      mutant.day(3, 1).workout = laps([[2, null]]);
      return mutant;
    },
  ],
  [
    'G.lap_index',
    'an alternative with laps from 0',
    [3, 2],
    () => {
      const mutant = Mutant.of(1);
      const { warmup, cooldown } = mutant.day(3, 2);
      const workout: Lap[] = [{ lapIndex: 0, distanceMiles: 2, paceGoal: null }];
      mutant.day(3, 2).alternative = {
        workoutType: 'recovery',
        workoutId: null,
        warmup,
        workout,
        cooldown,
        notes: 'Slower.',
      };
      return mutant;
    },
  ],

  // Rule K: the runner of example 1
  [
    'K.interval_pace',
    'repetitions too fast',
    [5, 4],
    () => withWork({ week: 5, day: 4, parts: [[0.25, formatPace(paces.repetition - 5)]] }),
  ],
  [
    'K.interval_pace',
    'repetitions too slow',
    [5, 4],
    () => withWork({ week: 5, day: 4, parts: [[0.25, formatPace(paces.interval + 25)]] }),
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
    () => withWork({ week: 5, day: 2, parts: [[1, formatPace(0.95 * paces.threshold)]] }),
  ],
  [
    'K.tempo_pace',
    'tempo too slow',
    [5, 2],
    () =>
      withWork({
        week: 5,
        day: 2,
        parts: [[1, formatPace(Math.max(paces.threshold, paces.trainingGoalPace) + 6)]],
      }),
  ],
  [
    'K.tempo_work',
    '11 % of the week',
    [5, 2],
    () => withWork({ week: 5, day: 2, parts: [[3.5, threshold]] }),
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
          [3, goal],
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
          [8, goal],
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
          [3, threshold],
        ],
      }),
  ],
  [
    'K.easy_pace',
    'an easy run at goal pace',
    [3, 2],
    () => withWork({ week: 3, day: 2, parts: [[2, goal]] }),
  ],
  ['K.easy_pace', 'a fast shakeout', [16, 5], () => withWork({ week: 16, day: 5, parts: [[1, threshold]] })],
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

  // Rule L
  [
    'L.unknown_key',
    'a lap with a heart rate',
    [3, 2],
    () => {
      const mutant = Mutant.of(1);
      Object.assign(mutant.day(3, 2).workout[0] ?? {}, { heartRate: 140 });
      return mutant;
    },
  ],
  ['L.notes', 'a link in the notes', [3, 2], () => withNotes('See https://example.org for more.')],
  ['L.notes', 'markup in the notes', [3, 2], () => withNotes('Run <b>easy</b>.')],
  ['L.notes', 'a control character in the notes', [3, 2], () => withNotes('Run\u0007 easy.')],
  [
    'L.notes',
    'notes on a day outside the plan',
    [1, 1],
    () => {
      const mutant = Mutant.of(2);
      mutant.day(1, 1).notes = 'Rest.';
      return mutant;
    },
  ],

  // Rule S
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
          [3, goal],
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
  ['S.notes_missing', 'a run without a word', [3, 2], () => withNotes('')],
];

function withLaps(list: 'warmup' | 'workout' | 'cooldown', as: Lap[]): Mutant {
  const mutant = Mutant.of(1);
  mutant.day(3, 2)[list] = as;
  return mutant;
}

function withNotes(notes: string): Mutant {
  const mutant = Mutant.of(1);
  mutant.day(3, 2).notes = notes;
  return mutant;
}

/** The first example with a goal of 3:30:00. */
function withGoal(change: (mutant: Mutant) => void): Mutant {
  const mutant = Mutant.of(1).change((plan) => {
    plan.inputs = { ...plan.inputs, goalTimeSeconds: 12_600 };
  });
  change(mutant);
  return mutant;
}

describe('a plan that breaks one rule', () => {
  it.each(CASES)('%s: %s', (code, _breach, [weekNumber = null, dayNumber = null], make) => {
    const { rule, severity } = FINDING_CATALOGUE[code];
    const found = auditPlan(make().plan).filter((finding) => finding.code === code);
    expect(found).toContainEqual(expect.objectContaining({ rule, severity, weekNumber, dayNumber }));
    const [first] = found;
    expect(first?.expected).not.toBe('');
    expect(first?.message).toContain(`found ${first?.actual}`);
  });

  it('is caught under every code but those that need no breach', () => {
    const caught = new Set<string>(CASES.map(([code]) => code));
    const rest = Object.keys(FINDING_CATALOGUE).filter((code) => !caught.has(code));
    expect(rest).toEqual([
      // Of adapted plans: audit-adapted.spec.ts
      'C.adapted_level',
      'C.above_drawn',
      'C.raised_late',
      'C.base_share',
      'C.largest_week',
      'C.adaptation_unsaid',
      'C.monotony',
      'F.time_off',
      'F.time_off_share',
      'S.easy_only',
      'S.readiness_marginal',
      'S.readiness_not_ready',
    ]);
  });
});

describe('what the rules allow', () => {
  const blocking = (mutant: Mutant) =>
    auditPlan(mutant.plan).filter((finding) => finding.severity === 'blocking');
  const edit = (mutant: Mutant, week: number, day: DayNumber, type: DayType, miles: number) => {
    mutant.run(week, day, type, miles);
    mutant.day(week, day).locked = true;
    return mutant;
  };

  it('lets staff put a short shakeout before the race', () => {
    const mutant = Mutant.of(1).run(16, 2, 'easy', 4);
    expect(blocking(edit(mutant, 16, 6, 'shakeout', 2))).toEqual([]);
  });

  it('lets staff add a very light recovery run', () => {
    const codes = blocking(edit(Mutant.of(1), 3, 1, 'recovery', 2)).map(({ code }) => code);
    expect(codes).not.toContain('F.not_preferred');
  });

  it('lets the goal stand in the race lap', () => {
    const mutant = withGoal((changed) => {
      changed.day(16, 7).workout = laps([[26.22, formatPace(12_600 / 26.2188)]]);
    });
    expect(blocking(mutant)).toEqual([]);
  });

  it('lets goal pace into a long run of the peak that has room for it', () => {
    const mutant = withWork({
      week: 12,
      day: 6,
      parts: [
        [2, null],
        [6, goal],
      ],
    });
    mutant.run(12, 4, 'easy', 6.5).run(12, 3, 'easy', 6.5);
    mutant.run(12, 2, 'intervals', 9.5).run(12, 7, 'recovery', 5.5);
    const codes = blocking(mutant).map(({ code }) => code);
    expect(codes).not.toContain('S.quality_count');
    expect(codes).not.toContain('K.goal_pace_share');
  });

  it('keeps the training week of a race on the go free of the ranges', () => {
    const mutant = Mutant.of(1);
    const race = mutant.day(16, 7);
    expect([race.warmup, race.cooldown]).toEqual([[], []]);
    expect(blocking(mutant)).toEqual([]);
  });
});
