import type { Workout } from '../../src/coaching/workouts/workout.js';

/** Six times four minutes, as a coach of ours might have them. */
export const OWN_INTERVALS: Workout = {
  id: '019ab000-0000-7000-8000-000000000001',
  name: 'Bridge repeats',
  dayType: 'intervals',
  family: 'long_repeats',
  phases: ['build', 'peak', 'taper'],
  classes: ['5k', '10k', 'ten_mile', 'half', 'marathon', 'ultra'],
  levels: ['novice', 'intermediate', 'advanced'],
  minMiles: 4,
  purpose: 'Lifts what you can hold against the wind on the way over the bridge.',
  feel: 'Strong on the way out, even on the way back; the last one is the best.',
  easier: 'easy-relaxed',
  structure: { kind: 'sets', steps: [{ minutes: 3.5, zone: 'interval' }], fewest: 3, most: 6, jog: 0.75 },
};

/** An easy run in five parts. */
export const OWN_EASY: Workout = {
  id: '019ab000-0000-7000-8000-000000000002',
  name: 'Five bends of the river',
  dayType: 'easy',
  family: 'easy_mix',
  phases: ['base', 'build', 'peak', 'taper'],
  classes: ['5k', '10k', 'ten_mile', 'half', 'marathon', 'ultra'],
  levels: ['novice', 'intermediate', 'advanced'],
  minMiles: 4,
  purpose: 'Keeps an easy run awake without making it hard.',
  feel: 'A little lighter on your feet after every bend, and calm all along.',
  easier: 'recovery-soft',
  structure: {
    kind: 'parts',
    parts: [
      { share: 0.3, zone: 'easy', shade: 'slow' },
      { share: 0.25, zone: 'easy' },
      { share: 0.2, zone: 'easy', shade: 'slow' },
      { share: 0.25, zone: 'easy' },
    ],
  },
};
