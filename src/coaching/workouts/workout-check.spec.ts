import { describe, expect, it } from 'vitest';
import { OWN_EASY, OWN_INTERVALS } from '../../../test/support/own-workouts.js';
import { WORKOUTS } from './library.js';
import { workoutFaults } from './workout-check.js';
import type { Step, Workout } from './workout.js';

const WORDS = { phases: OWN_INTERVALS.phases, classes: OWN_INTERVALS.classes, levels: OWN_INTERVALS.levels };
const TEMPO: Workout = {
  ...WORDS,
  id: 'own-tempo',
  name: 'River tempo',
  dayType: 'tempo',
  family: 'cruise',
  minMiles: 5,
  purpose: 'Holds threshold along the river and back.',
  feel: 'Comfortably hard, with the river for company.',
  easier: 'easy-steady',
  structure: { kind: 'sets', steps: [{ minutes: 6.5, zone: 'threshold' }], fewest: 2, most: 5, jog: 0.2 },
};
const LONG: Workout = {
  ...TEMPO,
  id: 'own-long',
  name: 'Harbour run',
  dayType: 'long_run',
  family: 'long_steady',
  minMiles: 8,
  purpose: 'Takes you to the harbour and home again.',
  feel: 'Unhurried there, unhurried back, with a look at the ships.',
  easier: 'long-steady',
  structure: {
    kind: 'parts',
    parts: [
      { share: 0.55, zone: 'easy', shade: 'slow' },
      { share: 0.45, zone: 'easy' },
    ],
  },
};

function sets(change: Partial<Extract<Workout['structure'], { kind: 'sets' }>>): Workout['structure'] {
  const steps: Step[] = [{ minutes: 3.5, zone: 'interval' }];
  return { kind: 'sets', steps, fewest: 3, most: 6, jog: 0.75, ...change };
}

/** What stands against it, as `pointer rule`. */
function faultsOf(workout: Workout): string[] {
  return workoutFaults(workout, WORKOUTS).map(({ pointer, rule }) => `${pointer} ${rule ?? '-'}`);
}

describe('a workout of staff’s own', () => {
  it.each([OWN_EASY, OWN_INTERVALS, TEMPO, LONG])('may be $name', (workout) => {
    expect(workoutFaults(workout, WORKOUTS)).toEqual([]);
  });

  it.each<[string, Workout, Partial<Workout>, string[]]>([
    ['a family of another day', OWN_EASY, { family: 'cruise' }, ['/family -']],
    ['a day shorter than its type', TEMPO, { minMiles: 3 }, ['/minMiles E']],
    ['a day of an odd length', TEMPO, { minMiles: 4.3 }, ['/minMiles E']],
    ['parts where work belongs', TEMPO, { structure: OWN_EASY.structure }, ['/structure/kind G']],
    ['hills in the taper', OWN_INTERVALS, { family: 'hills' }, ['/phases S']],
    [
      'a repetition above six minutes',
      OWN_INTERVALS,
      { structure: sets({ steps: [{ minutes: 7, zone: 'interval' }] }) },
      ['/structure/steps/0/minutes K'],
    ],
    [
      'a recovery longer than the repetition',
      OWN_INTERVALS,
      { structure: sets({ jog: 1.2 }) },
      ['/structure/jog K'],
    ],
    ['no recovery', OWN_INTERVALS, { structure: sets({ jog: 0 }) }, ['/structure/jog K']],
    [
      'intervals without a break',
      OWN_INTERVALS,
      { structure: sets({ unbroken: true }) },
      ['/structure/unbroken K'],
    ],
    [
      'steps without a break, and none after them',
      TEMPO,
      {
        structure: sets({
          steps: [
            { minutes: 5, zone: 'threshold' },
            { minutes: 4, zone: 'threshold', shade: 'fast' },
          ],
          jog: 0,
          unbroken: true,
        }),
      },
      ['/structure/unbroken K'],
    ],
    [
      'more at least than at most',
      OWN_INTERVALS,
      { structure: sets({ fewest: 7 }) },
      ['/structure/fewest -'],
    ],
    ['too many sets', OWN_INTERVALS, { structure: sets({ most: 13 }) }, ['/structure/most G']],
    ['half a set', OWN_INTERVALS, { structure: sets({ fewest: 2.5 }) }, ['/structure/fewest G']],
    ['no steps', OWN_INTERVALS, { structure: sets({ steps: [] }) }, ['/structure/steps G']],
    [
      'a zone of another day',
      TEMPO,
      { structure: sets({ steps: [{ minutes: 3, zone: 'repetition' }], jog: 0.2 }) },
      ['/structure/steps/0/zone K'],
    ],
    [
      'work by feel',
      TEMPO,
      { structure: sets({ steps: [{ minutes: 5, zone: 'threshold', shade: 'free' }] }) },
      ['/structure/steps/0/shade K'],
    ],
    [
      'race pace early and for short races',
      TEMPO,
      { structure: sets({ steps: [{ minutes: 8, zone: 'race' }], jog: 0.2 }) },
      ['/classes K', '/phases K'],
    ],
    [
      'goal pace outside the peak, in too much of the run, and not called so',
      LONG,
      {
        structure: {
          kind: 'parts',
          parts: [
            { share: 0.5, zone: 'easy' },
            { share: 0.5, zone: 'race' },
          ],
        },
      },
      ['/phases K', '/structure/parts K', '/family K'],
    ],
    ['goal pace in name alone', LONG, { family: 'goal_pace' }, ['/family K']],
    [
      'shares that make more than the run',
      LONG,
      {
        structure: {
          kind: 'parts',
          parts: [
            { share: 0.7, zone: 'easy' },
            { share: 0.5, zone: 'easy' },
          ],
        },
      },
      ['/structure/parts G'],
    ],
    [
      'a share too small for a lap',
      LONG,
      {
        structure: {
          kind: 'parts',
          parts: [
            { share: 0.98, zone: 'easy' },
            { share: 0.02, zone: 'easy' },
          ],
        },
      },
      ['/structure/parts/1/share G'],
    ],
    [
      'a quick recovery run',
      OWN_EASY,
      { dayType: 'recovery', family: 'jog', minMiles: 3 },
      ['/structure/parts/1/shade K', '/structure/parts/3/shade K'],
    ],
    ['a name of the library', OWN_EASY, { name: 'short REPEATS' }, ['/name -']],
    ['links', OWN_EASY, { feel: 'As it says on https://example.com/run, calm all along.' }, ['/feel L']],
    ['unseen characters', OWN_EASY, { name: 'Five \u202Ebends' }, ['/name L']],
    ['paces', TEMPO, { feel: 'At 7:10 or so, and a little slower on the way back.' }, ['/feel L']],
    ['lengths of what grows', OWN_INTERVALS, { name: 'Three minutes hard' }, ['/name -']],
    ['two sentences of purpose', OWN_EASY, { purpose: 'Awake. Not hard.' }, ['/purpose -']],
    ['a feel of a word', OWN_EASY, { feel: 'Calm.' }, ['/feel -']],
    ['too many words', OWN_EASY, { feel: `${'Calm and light and calm and '.repeat(10)}light.` }, ['/feel -']],
    ['an easier one that is not there', OWN_EASY, { easier: 'easy-nothing' }, ['/easier -']],
    ['nothing easier than work', TEMPO, { easier: null }, ['/easier -']],
  ])('may not have %s', (_, workout, change, expected) => {
    expect(faultsOf({ ...workout, ...change })).toEqual(expected);
  });

  it('is not one of the library under another name', () => {
    const [twin] = WORKOUTS.filter(({ id }) => id === 'intervals-two-minutes');
    const faults = twin ? workoutFaults({ ...OWN_INTERVALS, structure: twin.structure }, WORKOUTS) : [];
    expect(faults).toMatchObject([{ pointer: '/structure', rule: 'S' }]);
    expect(faults[0]?.detail).toContain('Even repeats');
  });

  it('is tried on days at the ends of every range, and told of the first that it does not fit', () => {
    const parts = Array.from({ length: 7 }, () => ({ share: 1 / 7, zone: 'easy', shade: 'free' }) as const);
    const recovery = { dayType: 'recovery', family: 'jog', minMiles: 2 } as const;
    const faults = workoutFaults({ ...OWN_EASY, ...recovery, structure: { kind: 'parts', parts } }, WORKOUTS);
    expect(faults).toMatchObject([{ pointer: '/structure', rule: 'G' }]);
    expect(faults[0]?.detail).toMatch(
      /^On a day of 2 miles \(.*5k, 3:50 per mile.*\): there is no room for 7 parts/,
    );
  });

  it('is refused where a jog comes to nothing worth a lap', () => {
    const steps: Step[] = [{ minutes: 1, zone: 'repetition' }];
    const faults = workoutFaults({ ...OWN_INTERVALS, structure: sets({ steps, jog: 0.05 }) }, WORKOUTS);
    expect(faults.map(({ pointer, rule }) => [pointer, rule])).toEqual([['/structure', 'K']]);
  });
});
