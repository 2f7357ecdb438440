import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenBlueprints } from '../../test/support/golden-blueprints.js';
import { gridPoint, inputsOf } from '../../test/support/plan-inputs.js';
import { writePlan } from '../../test/support/write-plan.js';
import { auditPlan } from './audit.js';
import { layBlueprint } from './blueprint.js';
import { drawWorkouts } from './draw.js';
import type { PlanInputs, Programme } from './model.js';
import { scalePhases } from './phases.js';
import { programmeOf } from './programme.js';

const NONE: ReadonlySet<number> = new Set();

/** What a plan by the built-in coach is saved as. */
function programmeFor(inputs: PlanInputs, seed: string): Programme {
  const blueprint = layBlueprint(inputs);
  return programmeOf({ blueprint, weeks: [], adapted: NONE, draw: drawWorkouts(blueprint, seed) });
}

/** The quality work of a plan, week by week. */
function qualityOf(inputs: PlanInputs, seed: string): string[] {
  const { programme = [] } = inputs;
  const blueprint = layBlueprint(inputs);
  const types = new Map(
    blueprint.weeks.flatMap(({ weekNumber, days }) =>
      days.map(({ dayNumber, type }) => [`${weekNumber}/${dayNumber}`, type]),
    ),
  );
  return [...drawWorkouts(blueprint, seed, { programme })].flatMap(([week, drawn]) =>
    drawn
      .filter(({ dayNumber }) => /tempo|intervals/.test(types.get(`${week}/${dayNumber}`) ?? ''))
      .map(({ workoutId }) => workoutId),
  );
}

describe('a programme', () => {
  it('gives a plan of the same shape the same workouts, whatever its seed', () => {
    for (const { blueprint } of Object.values(goldenBlueprints())) {
      const draw = drawWorkouts(blueprint, 'one');
      const programme = programmeOf({ blueprint, weeks: [], adapted: NONE, draw });
      expect(drawWorkouts(blueprint, 'another', { programme })).toEqual(draw);
      expect(drawWorkouts(blueprint, 'another')).not.toEqual(draw);
    }
  });

  it('is of the weeks as they are written, but for those that were adapted', () => {
    const inputs = inputsOf(SIXTEEN_WEEKS);
    const { weeks } = writePlan(inputs, { seed: 'written' }).audited;
    const blueprint = layBlueprint(inputs);
    const draw = drawWorkouts(blueprint, 'drawn');
    const ofWeek = (programme: Programme, weeksToRace: number) =>
      programme.filter((day) => day.weeksToRace === weeksToRace);
    const written = programmeOf({ blueprint, weeks, adapted: new Set([3]), draw });
    expect(ofWeek(written, 14)).toEqual(ofWeek(programmeFor(inputs, 'written'), 14));
    expect(ofWeek(written, 13)).toEqual(ofWeek(programmeFor(inputs, 'drawn'), 13));
    expect(new Set(written.map((day) => day.weeksToRace)).size).toBe(16);
    expect(written.every((day) => Object.keys(day).length === 3)).toBe(true);
  });

  it('of workouts that are gone is as none', () => {
    const blueprint = layBlueprint(inputsOf(SIXTEEN_WEEKS));
    const programme = programmeFor(inputsOf(SIXTEEN_WEEKS), 'one').map((day) => ({
      ...day,
      workoutId: 'gone',
    }));
    expect(drawWorkouts(blueprint, 'two', { programme })).toEqual(drawWorkouts(blueprint, 'two'));
  });

  it('never leads to fewer different quality workouts than there would be without', () => {
    const inputs = inputsOf(SIXTEEN_WEEKS);
    const [tempo = '', intervals = ''] = ['tempo', 'intervals'].map(
      (type) => programmeFor(inputs, 'one').find(({ dayType }) => dayType === type)?.workoutId,
    );
    // The same two over and over, as nobody should want.
    const programme = programmeFor(inputs, 'one').map((day) =>
      day.dayType === 'tempo' || day.dayType === 'intervals'
        ? { ...day, workoutId: day.dayType === 'tempo' ? tempo : intervals }
        : day,
    );
    const free = qualityOf(inputs, 'two');
    const wished = qualityOf({ ...inputs, programme }, 'two');
    expect(free.length).toBeGreaterThan(8);
    expect(new Set(wished).size).toBeGreaterThanOrEqual(new Set(free).size);
    expect(wished).toContain(tempo);
  });

  it('of any plan suits any other: no blocking finding, no week like the one before', () => {
    fc.assert(
      fc.property(gridPoint, gridPoint, fc.nat(), (saved, given, seed) => {
        const programme = programmeFor(inputsOf(saved), String(seed));
        const fitted = inputsOf(given);
        const split = scalePhases(layBlueprint(inputsOf(saved)).phases, given.totalWeeks);
        const inputs = { ...fitted, phases: split, programme };
        const { audited } = writePlan(inputs);
        expect(auditPlan(audited).filter(({ severity }) => severity === 'blocking')).toEqual([]);
        const ids = audited.weeks.map(({ days }) => days.map(({ workoutId }) => workoutId).join());
        const alike = ids.filter((week, index) => index > 0 && week === ids[index - 1]);
        const free = writePlan({ ...fitted, phases: split }).audited.weeks.map(({ days }) =>
          days.map(({ workoutId }) => workoutId).join(),
        );
        // A week of two runs before the race may be like the next whoever draws it.
        expect(alike.length).toBeLessThanOrEqual(
          free.filter((week, index) => index > 0 && week === free[index - 1]).length,
        );
      }),
      { numRuns: 100 },
    );
  });
});

const SIXTEEN_WEEKS = {
  raceDistanceMiles: 26.2188,
  totalWeeks: 16,
  startDay: 1,
  raceDay: 7,
  fiveKPace: 420,
  baseline: 40,
  preferredDays: [1, 2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  goalShare: 1.15,
} as const;
