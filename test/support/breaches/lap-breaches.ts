import type { Lap } from '../../../src/coaching/model.js';
import { laps } from '../plain-plans.js';
import { Mutant } from '../plan-mutations.js';
import type { Breach } from './breach.js';

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

/** Of laps and texts: rules G and L, and a run without a word. */
export const LAP_BREACHES: Breach[] = [
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
  ['S.notes_missing', 'a run without a word', [3, 2], () => withNotes('')],
];
