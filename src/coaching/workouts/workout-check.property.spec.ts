import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lapCases, type LapCase } from '../../../test/support/lap-cases.js';
import { brokenLapRules } from '../../../test/support/lap-rules.js';
import { anyWorkout } from '../../../test/support/own-workouts.js';
import { gridPoint } from '../../../test/support/plan-inputs.js';
import { faultsOfPlan } from '../../../test/support/sound-plans.js';
import { isRun, occasionOf } from '../draw.js';
import { layDay } from '../laps.js';
import { isSuitable } from './library.js';
import { workoutBlocks } from './structure.js';
import { shapeFaults } from './workout-shape.js';
import { trialFaults } from './workout-trial.js';
import type { Workout } from './workout.js';

/** Those that a shape allows; most of them stand the trial, too. */
const shapely = anyWorkout.filter((workout) => shapeFaults(workout).length === 0);

/** What is wrong with a workout as it is laid on a day; null where it does not suit the day. */
function faultsOn(workout: Workout, { day, frame, blueprint }: LapCase): string[] | null {
  const { week, goalPace } = frame;
  if (!isRun(day) || !isSuitable(workout, occasionOf(day, { week, blueprint, goalPace }))) return null;
  const work = day.type === 'tempo' || day.type === 'intervals' ? frame[day.type] : null;
  const blocks = workoutBlocks(workout, { miles: day.miles, work, effort: 1 });
  const session = { dayNumber: day.dayNumber, workoutId: workout.id, blocks, notes: workout.purpose };
  const laid = layDay(day, session, frame);
  if (!laid.day) return laid.refused.map(({ detail }) => detail);
  const { paces, distanceClass } = frame;
  const rules = { paces, distanceClass, weekMiles: week.targetMiles, goalPace };
  return [...laid.mended.map(({ detail }) => detail), ...brokenLapRules(laid.day, rules)];
}

describe('a workout that nothing stands against', () => {
  it('is laid as written, inside every rule, on any day it suits', () => {
    let laid = 0;
    const tried = shapely.chain((workout) => {
      const cases = fc.array(lapCases([workout.dayType]), { minLength: 60, maxLength: 60 });
      return fc.record({ workout: fc.constant(workout), cases });
    });
    fc.assert(
      fc.property(tried, ({ workout, cases }) => {
        if (trialFaults(workout).length > 0) return;
        const faults = cases.flatMap((given) => {
          const found = faultsOn(workout, given);
          if (found) laid += 1;
          return found ?? [];
        });
        expect(faults).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(laid).toBeGreaterThan(50);
  });

  it('breaks no plan that draws it', () => {
    fc.assert(
      fc.property(gridPoint, fc.array(shapely, { minLength: 3, maxLength: 6 }), (point, workouts) => {
        const sound = workouts.filter((workout) => trialFaults(workout).length === 0);
        const own = sound.map((workout, index) => ({ ...workout, id: `own-${index}` }));
        expect(faultsOfPlan(point, 1, own)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
