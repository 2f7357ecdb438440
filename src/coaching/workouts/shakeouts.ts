import { EVERYONE, EVERY_CLASS, EVERY_PHASE } from './suitability.js';
import type { Workout } from './workout.js';

/** Shakeouts: the short run two days before the race. */
export const SHAKEOUTS: readonly Workout[] = [
  {
    id: 'shakeout-jog',
    name: 'Shakeout jog',
    dayType: 'shakeout',
    family: 'shakeout',
    phases: EVERY_PHASE,
    classes: EVERY_CLASS,
    levels: EVERYONE,
    minMiles: 2,
    purpose: 'Wakes the legs before the race and settles the nerves.',
    feel: 'Short and slow; stop while you still want more.',
    easier: null,
    structure: { kind: 'parts', parts: [{ share: 1, zone: 'easy', shade: 'free' }] },
  },
  {
    id: 'shakeout-pause',
    name: 'Shakeout with a pause',
    dayType: 'shakeout',
    family: 'shakeout',
    phases: EVERY_PHASE,
    classes: EVERY_CLASS,
    levels: EVERYONE,
    minMiles: 2,
    purpose: 'Loosens what days of rest and travel have stiffened.',
    feel: 'Jog, stand still for a minute to shake out hips and ankles, jog home; nothing more.',
    easier: null,
    structure: {
      kind: 'parts',
      parts: [
        { share: 0.6, zone: 'easy', shade: 'free' },
        { share: 0.4, zone: 'easy', shade: 'free' },
      ],
    },
  },
  {
    id: 'shakeout-course',
    name: 'Shakeout and a look around',
    dayType: 'shakeout',
    family: 'shakeout',
    phases: EVERY_PHASE,
    classes: EVERY_CLASS,
    levels: EVERYONE,
    minMiles: 2,
    purpose: 'Lets you see the start or the finish and get travel out of your legs.',
    feel: 'Easy and curious; you are only here to look.',
    easier: null,
    structure: {
      kind: 'parts',
      parts: [
        { share: 0.5, zone: 'easy', shade: 'slow' },
        { share: 0.5, zone: 'easy', shade: 'free' },
      ],
    },
  },
  {
    id: 'shakeout-slow',
    name: 'Slow shakeout',
    dayType: 'shakeout',
    family: 'shakeout',
    phases: EVERY_PHASE,
    classes: EVERY_CLASS,
    levels: EVERYONE,
    minMiles: 2,
    purpose: 'Keeps the rhythm of running two days before the race, at no cost.',
    feel: 'Slower than any run of the plan; your legs may feel odd, and that means nothing.',
    easier: null,
    structure: { kind: 'parts', parts: [{ share: 1, zone: 'easy', shade: 'slow' }] },
  },
];
