import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridPoint, inputsOf } from '../../test/support/plan-inputs.js';
import type { GridPoint } from '../../test/support/plan-inputs.js';
import { layBlueprint } from './blueprint.js';
import { addDays } from './calendar.js';
import type { Blueprint } from './model.js';

const marathoner: GridPoint = {
  raceDistanceMiles: 26.2188,
  totalWeeks: 16,
  startDay: 1,
  raceDay: 7,
  fiveKPace: 480,
  baseline: 25,
  preferredDays: [2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  goalShare: 1.15,
};

const lay = (change: Partial<GridPoint> = {}): Blueprint =>
  layBlueprint(inputsOf({ ...marathoner, ...change }));
const codes = (plan: Blueprint) => plan.weeks.flatMap((week) => week.notes.map((note) => note.code));

describe('a blueprint', () => {
  it('names the days that rest as a list', () => {
    const few = lay({ totalWeeks: 6, baseline: 0, preferredDays: [1, 2, 3, 4, 5, 6], experience: 'novice' });
    const texts = few.weeks.flatMap(({ notes }) => notes.map(({ text }) => text));
    expect(texts).toContain('Too few miles for every preferred day: Tuesday, Wednesday and Friday rest.');
  });

  it('has seven days a week, each the day after the one before, from Monday of week 1 to Sunday of race week', () => {
    fc.assert(
      fc.property(gridPoint, (point) => {
        const plan = layBlueprint(inputsOf(point));
        const days = plan.weeks.flatMap((week) => week.days);
        expect(plan.weeks.map((week) => week.weekNumber)).toEqual(
          Array.from({ length: point.totalWeeks }, (_, index) => index + 1),
        );
        expect(days).toHaveLength(7 * point.totalWeeks);
        const first = days[0]?.date ?? '';
        for (const [index, day] of days.entries()) expect(day.date).toBe(addDays(first, index));
        expect(days.filter((day) => day.type === 'race').map((day) => day.date)).toEqual([
          inputsOf(point).raceDate,
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it('is the same for the same inputs', () => {
    fc.assert(
      fc.property(gridPoint, (point) => {
        expect(layBlueprint(inputsOf(point))).toEqual(layBlueprint(inputsOf(point)));
      }),
      { numRuns: 50 },
    );
  });

  it('gives a week the sum of its days, in half miles', () => {
    fc.assert(
      fc.property(gridPoint, (point) => {
        for (const week of layBlueprint(inputsOf(point)).weeks) {
          expect(week.targetMiles).toBe(week.days.reduce((sum, day) => sum + day.miles, 0));
          expect(week.days.every((day) => Number.isInteger(day.miles * 2))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a split that breaks rule A', () => {
    const inputs = { ...inputsOf(marathoner), phases: { base: 4, build: 6, peak: 3, taper: 2 } };
    expect(() => layBlueprint(inputs)).toThrow(/sum to 15 weeks and the plan has 16/);
  });

  it('keeps a split that staff chose', () => {
    const phases = { base: 6, build: 5, peak: 3, taper: 2 };
    const plan = layBlueprint({ ...inputsOf(marathoner), phases });
    expect(plan.weeks.map((week) => week.phase).join(' ')).toBe(
      [...Array(6).fill('base'), ...Array(5).fill('build'), ...Array(3).fill('peak'), 'taper', 'taper'].join(
        ' ',
      ),
    );
  });
});

describe('a start that is not the baseline', () => {
  it('begins at six miles below that, with a warning', () => {
    const plan = lay({ baseline: 2 });
    expect(plan.startLevel).toBe(6);
    expect(plan.warnings.map((warning) => warning.code)).toEqual(['baseline.below_floor']);
  });

  it('is cut to what the days carry, and says how many days would carry it', () => {
    const plan = lay({ baseline: 60, preferredDays: [3, 6] });
    expect(plan.startLevel).toBe(plan.capacity);
    expect(plan.warnings[0]?.code).toBe('baseline.above_days');
    expect(plan.warnings[0]?.detail).toMatch(/5 running days would carry it/);
  });

  it('says so where no number of days would', () => {
    expect(lay({ baseline: 150, preferredDays: [3, 6] }).warnings[0]?.detail).toMatch(
      /no number of running days/,
    );
  });
});

describe('days', () => {
  it('run six of seven unless the athlete is advanced at fifty miles or more', () => {
    const runs = (plan: Blueprint) =>
      Math.max(...plan.weeks.map((week) => week.days.filter((day) => day.miles > 0).length));
    const seven = [1, 2, 3, 4, 5, 6, 7] as const;
    expect(runs(lay({ preferredDays: seven, baseline: 60 }))).toBe(6);
    expect(runs(lay({ preferredDays: seven, baseline: 60, experience: 'advanced' }))).toBe(7);
    expect(runs(lay({ preferredDays: seven, baseline: 45, experience: 'advanced' }))).toBe(6);
  });

  it('let a preferred Monday, then Friday, rest outside the peak while the week fits without stretch', () => {
    const plan = lay({ preferredDays: [1, 2, 3, 4, 5, 6], baseline: 25 });
    const [first] = plan.weeks;
    expect(first?.days[0]?.type).toBe('rest');
    expect(first?.days[4]?.type).not.toBe('rest');
    expect(codes(plan)).toContain('days.rest_by_design');
    const peak = plan.weeks.find((week) => week.phase === 'peak');
    expect(peak?.days[0]?.type).not.toBe('rest');
  });

  it('before the start lie outside the plan and rest', () => {
    const week = lay({ startDay: 4 }).weeks[0];
    expect(week?.part).toBe(true);
    expect(week?.days.map((day) => day.outsidePlan)).toEqual([true, true, true, false, false, false, false]);
    expect(week?.days.slice(0, 3).every((day) => day.type === 'rest')).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7] as const)(
    'before a race on weekday %i hold a shakeout and a rest',
    (raceDay) => {
      const days = lay({ raceDay, totalWeeks: 12 }).weeks.flatMap((week) => week.days);
      const race = days.findIndex((day) => day.type === 'race');
      expect(days[race - 1]?.type).toBe('rest');
      expect(days[race - 2]?.type).toBe('shakeout');
      expect(
        days.slice(race - 6, race).filter((day) => ['tempo', 'intervals', 'long_run'].includes(day.type)),
      ).toEqual([]);
      expect(days.slice(race + 1).every((day) => day.type === 'rest')).toBe(true);
    },
  );
});
