import { describe, expect, it } from 'vitest';
import { DISTANCE_CLASSES, EXPERIENCES, PHASE_NAMES, type PhaseName } from '../model.js';
import { findWorkout, suitableWorkouts, WORKOUTS } from './library.js';
import { workoutFaults } from './workout-check.js';
import { WORKOUT_FAMILIES, type WorkoutDayType } from './workout.js';

const AFTER_BASE: readonly PhaseName[] = ['build', 'peak', 'taper'];

/** Workouts for every phase, class and level, on a day long enough for each. */
function everyChoice(dayType: WorkoutDayType, phases: readonly PhaseName[] = PHASE_NAMES): string[][] {
  const choices: string[][] = [];
  for (const phase of phases) {
    for (const distanceClass of DISTANCE_CLASSES) {
      for (const experience of EXPERIENCES) {
        const occasion = {
          dayType,
          phase,
          distanceClass,
          experience,
          miles: 12,
          goalPace: true,
          nearRace: false,
        };
        choices.push(suitableWorkouts(occasion).map(({ id }) => id));
      }
    }
  }
  return choices;
}

describe('the workout library', () => {
  it('holds well over forty workouts, each with an id of its own', () => {
    expect(WORKOUTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(WORKOUTS.map(({ id }) => id)).size).toBe(WORKOUTS.length);
    expect(WORKOUTS.filter(({ id }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it.each(Object.entries(Object.groupBy(WORKOUTS, ({ dayType }) => dayType)))(
    'has nothing that stands against it in its workouts for %s days',
    (_, workouts) => {
      const faults = workouts.flatMap((workout) => {
        const found = workoutFaults(workout, WORKOUTS);
        return found.length > 0 ? [[workout.id, found]] : [];
      });
      expect(faults).toEqual([]);
    },
  );

  it('has a workout of every family', () => {
    const families = new Set(WORKOUTS.map(({ family }) => family));
    expect(WORKOUT_FAMILIES.filter((family) => !families.has(family))).toEqual([]);
  });

  it.each(['tempo', 'intervals'] as const)(
    'gives every build, peak and taper five kinds of %s',
    (dayType) => {
      const fewest = Math.min(...everyChoice(dayType, AFTER_BASE).map(({ length }) => length));
      expect(fewest).toBeGreaterThanOrEqual(5);
    },
  );

  it.each([
    ['easy', 15],
    ['recovery', 10],
    ['long_run', 10],
    ['shakeout', 3],
    ['tempo', 3],
    ['intervals', 3],
  ] as const)('gives every phase, class and level a choice of %s', (dayType, least) => {
    expect(Math.min(...everyChoice(dayType).map(({ length }) => length))).toBeGreaterThanOrEqual(least);
  });

  it('keeps goal pace to long runs that have room for it', () => {
    const occasion = {
      dayType: 'long_run',
      phase: 'peak',
      distanceClass: 'half',
      experience: 'advanced',
      miles: 12,
      nearRace: false,
    } as const;
    const families = (goalPace: boolean): string[] =>
      suitableWorkouts({ ...occasion, goalPace }).map(({ family }) => family);
    expect(families(true)).toContain('goal_pace');
    expect(families(false)).not.toContain('goal_pace');
  });

  it('keeps easy running plain near the race, and still leaves a choice', () => {
    for (const distanceClass of DISTANCE_CLASSES) {
      for (const experience of EXPERIENCES) {
        for (const dayType of ['easy', 'long_run', 'recovery', 'shakeout'] as const) {
          const occasion = {
            dayType,
            phase: 'taper',
            distanceClass,
            experience,
            miles: 6,
            goalPace: false,
          } as const;
          const suitable = suitableWorkouts({ ...occasion, nearRace: true });
          expect(suitable.length).toBeGreaterThanOrEqual(dayType === 'easy' ? 6 : 3);
          expect(suitable.filter(({ family }) => /mix|progression/.test(family))).toEqual([]);
          expect(suitable.filter((each) => JSON.stringify(each.structure).includes('fast'))).toEqual([]);
        }
      }
    }
  });

  it('cuts a recovery run of two miles into two pieces at most', () => {
    const occasion = {
      dayType: 'recovery',
      phase: 'base',
      distanceClass: '5k',
      experience: 'novice',
    } as const;
    for (const { structure } of suitableWorkouts({
      ...occasion,
      miles: 2,
      goalPace: false,
      nearRace: false,
    })) {
      expect(structure.kind === 'parts' && structure.parts.length <= 2).toBe(true);
    }
  });

  it('leaves length out of account before it leaves a day without a workout', () => {
    const occasion = { dayType: 'easy', phase: 'base', distanceClass: '5k', experience: 'novice' } as const;
    expect(
      suitableWorkouts({ ...occasion, miles: 2, goalPace: false, nearRace: false }).length,
    ).toBeGreaterThan(0);
  });

  it('leads every workout down to an easier one that exists, and in the end to rest', () => {
    for (const workout of WORKOUTS) {
      const seen = new Set<string>();
      for (let next = findWorkout(workout.id); next; next = findWorkout(next.easier)) {
        expect(seen.has(next.id)).toBe(false);
        seen.add(next.id);
        if (next.easier !== null) expect(findWorkout(next.easier)?.id).toBe(next.easier);
      }
    }
    const quality = WORKOUTS.filter(({ dayType }) => dayType === 'tempo' || dayType === 'intervals');
    expect(quality.filter(({ easier }) => easier === null)).toEqual([]);
  });
});
