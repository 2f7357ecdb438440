import { describe, expect, it } from 'vitest';
import { writePlan } from '../../test/support/write-plan.js';
import { layBlueprint } from './blueprint.js';
import { auditPlan } from './audit.js';
import { addDays } from './calendar.js';
import type { BlueprintWeek, DayNumber, PlanInputs, TuneUpRace } from './model.js';
import { tuneUpRefusals } from './tune-ups.js';

/** Sixteen weeks from a Monday to a marathon on a Sunday: base 4, build 6, peak 3, taper 3. */
const inputs: PlanInputs = {
  raceDistanceMiles: 26.2188,
  startDate: '2026-01-05',
  raceDate: '2026-04-26',
  goalTimeSeconds: 14_400,
  fiveKPace: 480,
  baseline: 30,
  preferredDays: [2, 3, 4, 6, 7],
  experience: 'intermediate',
  injuryRisk: 'normal',
  phases: null,
};

const HALF = 13.1094;
const on = (week: number, day: DayNumber, distanceMiles = HALF): TuneUpRace => ({
  date: addDays(inputs.startDate, 7 * (week - 1) + day - 1),
  distanceMiles,
});
const laidWith = (...tuneUps: TuneUpRace[]) => layBlueprint({ ...inputs, tuneUps });
const refused = (tuneUps: TuneUpRace[], more: Partial<PlanInputs> = {}) =>
  tuneUpRefusals({ ...inputs, ...more, tuneUps }).map(({ rule }) => rule);
const typesOf = (week: BlueprintWeek | undefined) => week?.days.map(({ type }) => type).join(' ');
const codesOf = (week: BlueprintWeek | undefined) => week?.notes.map(({ code }) => code);

describe('a tune-up race', () => {
  const plain = layBlueprint(inputs);

  it('takes the place of the long run and of one quality day, two easy days on either side', () => {
    expect(typesOf(plain.weeks[11])).toBe('rest intervals easy tempo rest long_run recovery');
    const week = laidWith(on(12, 6)).weeks[11];
    expect(typesOf(week)).toBe('rest easy intervals easy rest race easy');
    expect(codesOf(week)).toContain('week.tune_up');
  });

  it('takes its miles, rounded up, out of those of its week', () => {
    for (const week of [6, 8, 12]) {
      const [before, with_] = [plain, laidWith(on(week, 6))].map(({ weeks }) => weeks[week - 1]);
      expect(with_?.wantedMiles).toBe((before?.wantedMiles ?? 0) - 13.5);
      expect(with_?.targetMiles).toBeLessThanOrEqual(with_?.wantedMiles ?? 0);
    }
  });

  it('leaves the weeks before it as they were, and the level after it', () => {
    const { weeks } = laidWith(on(6, 6));
    expect(weeks.slice(0, 5)).toEqual(plain.weeks.slice(0, 5));
    expect(weeks[6]?.targetMiles).toBeGreaterThanOrEqual(weeks[4]?.targetMiles ?? Infinity);
  });

  it('on a Sunday makes the Monday and Tuesday after it easy', () => {
    const daily = { ...inputs, preferredDays: [1, 2, 3, 4, 5, 6] as const };
    const types = (tuneUps: TuneUpRace[]) =>
      typesOf(layBlueprint({ ...daily, tuneUps }).weeks[12])
        ?.split(' ')
        .slice(0, 2);
    expect(types([])).toContain('tempo');
    expect(types([on(12, 7)])).toEqual(['easy', 'easy']);
  });

  it('on a Monday has the long run of the week before on another day, or none', () => {
    const moved = laidWith(on(12, 1)).weeks[10];
    expect(moved?.days[5]?.type).toBe('easy');
    expect(moved?.days[3]?.type).toBe('long_run');
    expect(codesOf(moved)).toContain('long_run.near_tune_up');
    const weekend = layBlueprint({ ...inputs, preferredDays: [6, 7], tuneUps: [on(12, 1)] }).weeks[10];
    expect(weekend?.days.map(({ type }) => type)).not.toContain('long_run');
  });

  it('is written as one lap at the pace that today’s fitness gives over it', () => {
    const { audited } = writePlan({ ...inputs, tuneUps: [on(12, 6, 6.21371)] });
    const week = audited.weeks[11];
    const day = week?.days[5];
    // 8:00 over 5 km is 24:51, and 51:33 over 10 km.
    expect(day).toMatchObject({
      workoutType: 'race',
      miles: 6.21,
      warmup: [],
      workout: [{ lapIndex: 1, distanceMiles: 6.21, paceGoal: '8:18' }],
      cooldown: [],
      alternative: null,
    });
    expect(day?.notes).toMatch(/^Tune-up race: .*predicts 8:18 per mile/);
    expect((week?.miles ?? 0) - (week?.trainingMiles ?? 0)).toBeCloseTo(6.21);
  });
});

describe('what is said of a tune-up race', () => {
  const codes = (...tuneUps: TuneUpRace[]) =>
    laidWith(...tuneUps)
      .warnings.map(({ code }) => code)
      .filter((code) => code.startsWith('tune_up'));

  it('is a warning where it is a spike, or another is near', () => {
    expect(codes(on(12, 6))).toEqual([]);
    expect(codes(on(3, 6))).toEqual(['tune_up.spike']);
    expect(codes(on(10, 7, 3.10686), on(12, 6, 3.10686))).toEqual(['tune_up.close']);
    expect(codes(on(10, 6, 3.10686), on(12, 6, 3.10686))).toEqual([]);
  });

  it('is a refusal where a rule stands against its place', () => {
    expect(refused([on(12, 6)])).toEqual([]);
    expect(refused([on(17, 1), on(16, 7)])).toEqual(['B', 'B']);
    expect(refused([on(1, 6)])).toEqual(['C']);
    expect(refused([on(1, 6)], { startDate: '2026-01-07' })).toEqual(['H']);
    expect(refused([on(2, 6)], { startDate: '2026-01-07' })).toEqual(['C']);
    expect(refused([on(15, 7, 5)])).toEqual([]);
    expect(refused([on(16, 1, 5)])).toEqual(['D']);
    // A race on a Saturday: the Sunday before is one of the six days.
    expect(refused([on(15, 5, 5)], { raceDate: '2026-04-25' })).toEqual(['D']);
  });

  it('is a refusal where a rule stands against its length, or against another beside it', () => {
    expect(refused([on(12, 6, 26.3)])).toEqual(['S']);
    expect(refused([on(12, 3, 5), on(12, 7, 5)])).toEqual(['S']);
    expect(refused([on(11, 7, 5), on(12, 2, 5)])).toEqual(['S']);
    expect(refused([on(11, 7, 5), on(12, 3, 5)])).toEqual([]);
    // Two thirds of a week of 30 miles.
    expect(refused([on(2, 6, 20)])).toEqual([]);
    expect(refused([on(2, 6, 24)])).toEqual(['S']);
    expect(tuneUpRefusals({ ...inputs, tuneUps: [on(2, 6, 24)] })[0]?.detail).toContain(
      'Rule S stands against',
    );
  });

  it('is a refusal where it leaves too little of its week for the week after to have a share of', () => {
    const few = {
      raceDistanceMiles: 4,
      baseline: 0,
      preferredDays: [1, 7] as const,
      settings: { mostMiles: 6 },
    };
    expect(refused([on(10, 6, 3.10686)], few)).toEqual([]);
    expect(refused([on(10, 6, 4)], few)).toEqual(['C']);
    const [refusal] = tuneUpRefusals({ ...inputs, ...few, tuneUps: [on(10, 6, 4)] });
    expect(refusal?.detail).toBe(
      'Rule C stands against the tune-up race of 2026-03-14: its 4 miles leave 2 of its week, ' +
        'too few for the week after to have a share of.',
    );
  });

  it('lays no plan where its place or length is refused', () => {
    expect(() => laidWith(on(1, 6))).toThrow('Rule C stands against the tune-up race of 2026-01-10');
  });

  it('is followed by weeks that need not run a record on one day to hold more on another', () => {
    // Easy runs of the weeks around it bound the long run of week 15 at what its other day may have as well.
    const short: PlanInputs = {
      ...inputs,
      raceDistanceMiles: 7.51,
      startDate: '2027-11-01',
      raceDate: '2028-03-13',
      goalTimeSeconds: 1419,
      fiveKPace: 270,
      baseline: 20,
      preferredDays: [1, 7],
      experience: null,
      tuneUps: [{ date: '2028-01-10', distanceMiles: 1 }],
      settings: { recoveryEvery: 3 },
    };
    const { audited } = writePlan(short);
    expect(audited.weeks[14]).toMatchObject({ wantedMiles: 27.5, targetMiles: 27 });
    expect(auditPlan(audited).filter(({ severity }) => severity === 'blocking')).toEqual([]);
  });
});
