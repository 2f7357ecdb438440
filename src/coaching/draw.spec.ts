import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { writeFrames } from '../../test/support/write-plan.js';
import { drawWorkouts, type WorkoutDraw } from './draw.js';
import type { Blueprint, PlannedDay } from './model.js';
import { findWorkout } from './workouts/library.js';

const goldens = goldenBlueprints();

function qualityIds(draw: WorkoutDraw): string[] {
  return [...draw.values()].flat().flatMap(({ workoutId }) => {
    const type = findWorkout(workoutId)?.dayType;
    return type === 'tempo' || type === 'intervals' ? [workoutId] : [];
  });
}

/** How often a workout comes back within three weeks, by type. */
function repeats(draw: WorkoutDraw, isOfType: (type: string) => boolean): string[] {
  const found: string[] = [];
  for (const [weekNumber, days] of draw) {
    for (const [index, { workoutId }] of days.entries()) {
      if (!isOfType(findWorkout(workoutId)?.dayType ?? '')) continue;
      const near = [1, 2, 3].flatMap((back) => draw.get(weekNumber - back) ?? []);
      const earlier = [...near, ...days.slice(0, index)];
      if (earlier.some((each) => each.workoutId === workoutId)) found.push(`${weekNumber}: ${workoutId}`);
    }
  }
  return found;
}

function lapsOf({ workoutType, warmup, workout, cooldown }: PlannedDay): string {
  return JSON.stringify([workoutType, warmup, workout, cooldown]);
}

describe('the draw of workouts', () => {
  it('gives every running day a workout of its type, and no other day one', () => {
    for (const { blueprint } of goldens) {
      const draw = drawWorkouts(blueprint, 'seed');
      for (const week of blueprint.weeks) {
        const runs = week.days.filter(({ type }) => type !== 'rest' && type !== 'race');
        const drawn = draw.get(week.weekNumber) ?? [];
        expect(drawn.map(({ dayNumber }) => dayNumber)).toEqual(runs.map(({ dayNumber }) => dayNumber));
        expect(drawn.map(({ workoutId }) => findWorkout(workoutId)?.dayType)).toEqual(
          runs.map(({ type }) => type),
        );
      }
    }
  });

  it('suits phase, class and level', () => {
    for (const { blueprint } of goldens) {
      const draw = drawWorkouts(blueprint, 'seed');
      for (const { weekNumber, phase } of blueprint.weeks) {
        for (const { workoutId } of draw.get(weekNumber) ?? []) {
          const workout = findWorkout(workoutId);
          expect(workout?.phases).toContain(phase);
          expect(workout?.classes).toContain(blueprint.distanceClass);
          expect(workout?.levels).toContain(blueprint.experience);
        }
      }
    }
  });

  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...goldens), fc.string(), fc.string(), ({ blueprint }, seed, other) => {
        const draw = (given: string): [number, unknown][] => [...drawWorkouts(blueprint, given)];
        expect(draw(seed)).toEqual(draw(seed));
        if (seed !== other && blueprint.totalWeeks > 8) expect(draw(seed)).not.toEqual(draw(other));
      }),
      { numRuns: 100 },
    );
  });

  it('brings no quality workout, long run or recovery run back within three weeks', () => {
    fc.assert(
      fc.property(fc.constantFrom(...goldens), fc.string(), ({ blueprint }, seed) => {
        const draw = drawWorkouts(blueprint, seed);
        const back = repeats(draw, (type) => type === 'tempo' || type === 'intervals' || type === 'long_run');
        expect(back).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('draws plain easy runs only where the race is near', () => {
    fc.assert(
      fc.property(fc.constantFrom(...goldens), fc.string(), ({ blueprint }, seed) => {
        const draw = drawWorkouts(blueprint, seed);
        const near = blueprint.weeks.filter(({ touched }) => touched);
        expect(near.length).toBeGreaterThan(0);
        const drawn = near.flatMap(({ weekNumber }) => draw.get(weekNumber) ?? []);
        expect(drawn.filter(({ family }) => family === 'easy_mix' || family === 'easy_progression')).toEqual(
          [],
        );
        expect(drawn.filter(({ workoutId }) => workoutId === 'easy-lively')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('repeats an easy run within three weeks only when all that suit have been used', () => {
    const roomy = goldens.filter(({ blueprint }) => Math.max(...fourWeekSums(blueprint)) <= 15);
    expect(roomy.length).toBeGreaterThanOrEqual(6);
    for (const { blueprint } of roomy) {
      const near = blueprint.weeks.filter(({ touched }) => touched).map(({ weekNumber }) => weekNumber);
      const back = repeats(drawWorkouts(blueprint, 'seed'), (type) => type === 'easy');
      // Near the race few runs are plain enough to choose from.
      expect(back.filter((repeat) => !near.includes(Number.parseInt(repeat, 10)))).toEqual([]);
    }
  });

  it('uses eight different quality workouts where there are eight quality days, else all different', () => {
    fc.assert(
      fc.property(fc.constantFrom(...goldens), fc.string(), ({ blueprint }, seed) => {
        const ids = qualityIds(drawWorkouts(blueprint, seed));
        expect(new Set(ids).size).toBeGreaterThanOrEqual(Math.min(8, ids.length));
      }),
      { numRuns: 200 },
    );
  });

  it('takes new quality workouts while there are any, each of another family than the one before', () => {
    const weekly = goldens[2]?.blueprint;
    if (!weekly) throw new Error('The plan with one quality day a week is missing.');
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const ids = qualityIds(drawWorkouts(weekly, seed));
        expect(ids).toHaveLength(11);
        expect(new Set(ids).size).toBe(11);
        const tempo = ids.filter((id) => findWorkout(id)?.dayType === 'tempo').slice(0, 4);
        const families = tempo.map((id) => findWorkout(id)?.family);
        expect(families.filter((family, index) => family === families[index - 1])).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('runs goal pace in the long run where a peak week has room among its quality days', () => {
    const weekend = goldens[6]?.blueprint;
    expect(weekend?.weeks.filter(({ phase }) => phase === 'peak')).toHaveLength(2);
    const draw = weekend ? drawWorkouts(weekend, 'seed') : new Map();
    const families = [7, 8].map((week) => findWorkout(draw.get(week)?.[0]?.workoutId ?? null)?.family);
    expect(families).toEqual(['goal_pace', 'goal_pace']);
    const full = goldens[0]?.blueprint;
    const all = full ? [...drawWorkouts(full, 'seed').values()].flat() : [];
    expect(all.filter(({ family }) => family === 'goal_pace')).toEqual([]);
  });
});

describe('goal pace in a long peak of short long runs', () => {
  it('comes back after three weeks, the one workout that suits', () => {
    const [template] = goldens[6]?.blueprint.weeks.filter(({ phase }) => phase === 'peak') ?? [];
    if (!template || !goldens[6]) throw new Error('The weekend plan has a peak.');
    const days = template.days.map((day) => (day.type === 'long_run' ? { ...day, miles: 7 } : day));
    const weeks = [1, 2, 3, 4, 5, 6].map((weekNumber) => ({ ...template, days, weekNumber }));
    const draw = drawWorkouts({ ...goldens[6].blueprint, weeks }, 'seed');
    const goal = weeks.filter(({ weekNumber }) => draw.get(weekNumber)?.[0]?.family === 'goal_pace');
    expect(goal.map(({ weekNumber }) => weekNumber)).toEqual([1, 5]);
  });
});

describe('a plan by the built-in coach', () => {
  it('has no two consecutive weeks with the same sessions', () => {
    fc.assert(
      fc.property(fc.constantFrom(...goldens), fc.string(), (golden, seed) => {
        const weeks = writeFrames({ ...golden, seed })
          .map(({ laid }) => (laid.week?.days ?? []).filter(({ miles }) => miles > 0))
          .map((running) => running.map(lapsOf).sort().join());
        expect(weeks.filter((each, index) => each !== '' && each === weeks[index - 1])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** Easy days of each four weeks in a row. */
function fourWeekSums({ weeks }: Blueprint): number[] {
  const counts = weeks.map(({ days }) => days.filter(({ type }) => type === 'easy').length);
  return counts.map((_, index) => counts.slice(Math.max(0, index - 3), index + 1).reduce((a, b) => a + b, 0));
}
