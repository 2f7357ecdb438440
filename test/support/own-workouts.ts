import fc from 'fast-check';
import { DISTANCE_CLASSES, EXPERIENCES, PHASE_NAMES } from '../../src/coaching/model.js';
import type { Zone } from '../../src/coaching/sessions.js';
import { DAY_TYPE_SHAPES } from '../../src/coaching/workouts/workout-shape.js';
import type { Step, Structure, Workout } from '../../src/coaching/workouts/workout.js';

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

let made = 0;

/** A workout as staff send it, unlike all others before it. */
export function anotherWorkout(): Omit<Workout, 'id'> {
  made += 1;
  const { id: _, ...rest } = OWN_INTERVALS;
  const steps: Step[] = [{ minutes: (200 + made) / 100, zone: 'interval' }];
  return {
    ...rest,
    name: `Repeats ${made}`,
    purpose: `Lifts what you can hold, in its way ${made}.`,
    feel: `Strong on the way out, even on the way back, as often as ${made}.`,
    structure: { kind: 'sets', steps, fewest: 3, most: 7, jog: 0.75 },
  };
}

const SHADES = [undefined, 'slow', 'fast', 'free'] as const;

/** Workouts as staff may write them: of a sound shape more often than not, and sound more rarely. */
export const anyWorkout: fc.Arbitrary<Workout> = fc
  .constantFrom(...Object.entries(DAY_TYPE_SHAPES))
  .chain(([name, { kind, zones, families, minMiles }]) => {
    const dayType = name as Workout['dayType'];
    const zone = fc.constantFrom(...(Object.keys(zones) as Zone[]));
    const effort = fc.record({ zone, shade: fc.constantFrom(...SHADES) }).map(withoutShade);
    const structure: fc.Arbitrary<Workout['structure']> =
      kind === 'parts' ? parts(effort) : sets(effort, dayType === 'intervals');
    const [least, longest] = minMiles;
    return fc
      .record({
        family: fc.constantFrom(...families),
        phases: fc.oneof(fc.constant(['peak'] as const), fc.subarray([...PHASE_NAMES], { minLength: 1 })),
        classes: fc.subarray([...DISTANCE_CLASSES], { minLength: 1 }),
        levels: fc.subarray([...EXPERIENCES], { minLength: 1 }),
        halfMiles: fc.integer({ min: least * 2, max: Math.min(longest, least + 4) * 2 }),
        structure,
      })
      .map(({ halfMiles, ...rest }): Workout => ({ ...WORDS, ...rest, dayType, minMiles: halfMiles / 2 }));
  });

const WORDS = {
  id: 'tried-out',
  name: 'Tried out',
  purpose: 'Shows what can be made of it.',
  feel: 'As it comes, and a little better than that.',
  easier: 'easy-steady',
};

type Effort = Pick<Step, 'zone' | 'shade'>;

function withoutShade({ zone, shade }: { zone: Zone; shade: (typeof SHADES)[number] }): Effort {
  return shade === undefined ? { zone } : { zone, shade };
}

function parts(effort: fc.Arbitrary<Effort>): fc.Arbitrary<Structure> {
  return fc
    .array(fc.tuple(fc.integer({ min: 1, max: 10 }), effort), { minLength: 1, maxLength: 6 })
    .map((given) => {
      const whole = given.reduce((sum, [weight]) => sum + weight, 0);
      return { kind: 'parts', parts: given.map(([weight, each]) => ({ share: weight / whole, ...each })) };
    });
}

function sets(effort: fc.Arbitrary<Effort>, intervals: boolean): fc.Arbitrary<Structure> {
  const minutes = intervals ? fc.integer({ min: 4, max: 24 }) : fc.integer({ min: 6, max: 60 });
  return fc
    .record({
      steps: fc.array(fc.tuple(minutes, effort), { minLength: 1, maxLength: 5 }),
      fewest: fc.integer({ min: 1, max: 8 }),
      more: fc.integer({ min: 0, max: 8 }),
      jog: fc.integer({ min: intervals ? 1 : 0, max: 10 }),
      unbroken: fc.boolean(),
    })
    .map(({ steps, fewest, more, jog, unbroken }) => ({
      kind: 'sets',
      steps: steps.map(([quarters, each]) => ({ minutes: quarters / 4, ...each })),
      fewest,
      most: Math.min(12, fewest + more),
      jog: jog / 10,
      ...(unbroken && !intervals && jog > 0 && steps.length > 1 && { unbroken }),
    }));
}
