import { describe, expect, it } from 'vitest';
import { DISTANCE_CLASSES, EXPERIENCES, PHASE_NAMES, type PhaseName } from '../model.js';
import { findWorkout, suitableWorkouts, WORKOUTS } from './library.js';
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
  it('holds well over forty workouts, each told apart by id, name and structure within its day type', () => {
    expect(WORKOUTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(WORKOUTS.map(({ id }) => id)).size).toBe(WORKOUTS.length);
    expect(new Set(WORKOUTS.map(({ name }) => name)).size).toBe(WORKOUTS.length);
    expect(new Set(WORKOUTS.map(({ purpose }) => purpose)).size).toBe(WORKOUTS.length);
    expect(new Set(WORKOUTS.map(({ feel }) => feel)).size).toBe(WORKOUTS.length);
    const structures = WORKOUTS.map(({ dayType, structure }) => JSON.stringify([dayType, structure]));
    expect(structures.filter((each, index) => structures.indexOf(each) !== index)).toEqual([]);
    expect(WORKOUTS.filter(({ id }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('has a workout of every family', () => {
    const families = new Set(WORKOUTS.map(({ family }) => family));
    expect(WORKOUT_FAMILIES.filter((family) => !families.has(family))).toEqual([]);
  });

  it('says of each what it is for in one sentence, and how it feels', () => {
    for (const { id, purpose, feel } of WORKOUTS) {
      expect([id, purpose.match(/\./g)?.length, purpose.endsWith('.')]).toEqual([id, 1, true]);
      expect(feel.length).toBeGreaterThan(20);
      expect([id, purpose.length + feel.length <= 280]).toEqual([id, true]);
    }
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

  it('keeps goal pace to the peak phase and to long runs that have room for it', () => {
    const goal = WORKOUTS.filter(({ family }) => family === 'goal_pace');
    expect(goal.every(({ phases, dayType }) => dayType === 'long_run' && phases.join() === 'peak')).toBe(
      true,
    );
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

  it('keeps strides and drills out of recovery runs and shakeouts, and hills out of the taper', () => {
    for (const { dayType, name, purpose, feel, family, phases } of WORKOUTS) {
      if (dayType === 'recovery' || dayType === 'shakeout') {
        expect(`${name} ${purpose} ${feel}`).not.toMatch(/stride|drill|sprint|quick/i);
      }
      if (family === 'hills') expect(phases).not.toContain('taper');
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

  it('asks for jogs no longer than the steps before them', () => {
    for (const { structure } of WORKOUTS) {
      if (structure.kind !== 'sets') continue;
      expect(structure.jog).toBeLessThanOrEqual(1);
      expect(structure.fewest).toBeLessThanOrEqual(structure.most);
    }
  });

  it('names no length or count of what grows and shrinks with the day', () => {
    for (const { name, purpose, feel, structure } of WORKOUTS) {
      if (structure.kind !== 'sets' || structure.fewest === structure.most) continue;
      expect(`${name}. ${purpose} ${feel}`).not.toMatch(
        /\b(minutes?|quarters?|half[- ]miles?|(third|fourth|fifth) piece)\b/i,
      );
    }
  });

  it('divides whole runs by shares that make one', () => {
    for (const { id, structure } of WORKOUTS) {
      if (structure.kind !== 'parts') continue;
      const sum = structure.parts.reduce((total, { share }) => total + share, 0);
      expect([id, Math.round(sum * 100)]).toEqual([id, 100]);
    }
  });
});
